#include "monitor.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/process_identity.h"
#include "../common/remove_tree.h"
#include "events.h"
#include "halt.h"
#include "host_script.h"

namespace {

const uint32_t first_back_off_ms = 100;
const uint32_t longest_back_off_ms = 60000;
const uint64_t calm_after_ms = 10000;
const uint64_t burial_bound_ms = 10000;

}  // namespace

Monitor::Monitor(LaunchPlan plan, uint32_t id, int channel)
    : plan_(std::move(plan)),
      id_(id),
      channel_(channel),
      requests_(
          loop_, [this](const Request &request) { serve(request); }, [this](int connection) { gone(connection); }),
      log_(plan_.log_file),
      health_(loop_, plan_, child_,
              [this](Health health) {
                if (status_.health == health) return;
                status_.health = health;
                publish();
                append_event(plan_.run_directory, status_, state_name(status_.state));
              }),
      freezer_(loop_, plan_.cgroup.unified, [this](bool frozen) { froze(frozen); }),
      consoles_(loop_, plan_),
      console_log_(plan_.console) {
  status_.project = plan_.project;
  status_.container = plan_.container;
  status_.applied = plan_.applied;
}

void Monitor::publish() {
  std::string json = status_json(status_, true);
  write_status(plan_.run_directory, json);
  tell(json);
}

void Monitor::tell(const std::string &json) {
  std::set<int> watchers = watchers_;
  for (int each : watchers) requests_.answer(each, message::status, Writer().text(json));
}

void Monitor::change(State state) {
  status_.state = state;
  publish();
  append_event(plan_.run_directory, status_, state_name(state));
}

void Monitor::pass_through(State state) {
  status_.state = state;
  tell(status_json(status_, true));
  append_event(plan_.run_directory, status_, state_name(state));
}

// What follows the moment in which the program runs, the first time and each time again.
void Monitor::ran() {
  note_hooks();
  running_since_ = monotonic_milliseconds();
  status_.started_ms = realtime_milliseconds();
  status_.finished_ms = 0;
  status_.exit_code = -1;
  status_.signal = 0;
  watch_output();
  consoles_.begin(child_);
  change(State::running);
  freezer_.begin();
  health_.begin();
  pre_stop_ran_ = false;
  run_inside_hooks(false, [] {});
}

void Monitor::reap() {
  struct signalfd_siginfo unused;
  while (read(signals_.get(), &unused, sizeof unused) == sizeof unused) {
  }
  for (;;) {
    int status;
    pid_t pid = waitpid(-1, &status, WNOHANG);
    if (pid <= 0) return;
    if (pid == child_.pid) {
      ended(status);
      continue;
    }
    if (health_.ended(pid, status) || inside_hook_ended(pid, status)) continue;
    auto program = programs_.find(pid);
    if (program == programs_.end()) continue;
    int connection = program->second;
    programs_.erase(program);
    requests_.answer(connection, message::exited, Writer().u32(status));
    requests_.close_connection(connection);
    if (lives_for_one_program()) end_with_program(status);
  }
}

bool Monitor::wants_restart(int wait_status, Ending ending) const {
  if (status_.stopped_by_user) return false;
  // Somebody inside has stopped it.
  if (ending == Ending::halt && plan_.restart == RestartPolicy::unless_stopped) return false;
  bool good = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
  switch (plan_.restart) {
    case RestartPolicy::no:
      return false;
    case RestartPolicy::on_failure:
      return !good && (plan_.maximum_retries == 0 || status_.restarts < plan_.maximum_retries);
    default:
      return true;
  }
}

bool Monitor::lives_for_one_program() const { return plan_.reaper && plan_.argv.empty(); }

// Its end is the container's, and its status is how the container ended.
void Monitor::end_with_program(int wait_status) {
  program_status_ = wait_status;
  if (child_.pid > 0) begin_stop(SIGKILL, 0);
}

void Monitor::ended(int wait_status) {
  Ending ending = ending_of(plan_, wait_status);
  // Switched off from within: as good an end as exit(0).
  if (ending == Ending::halt) wait_status = 0;
  if (lives_for_one_program() && program_status_ >= 0) wait_status = program_status_;
  loop_.cancel(kill_timer_);
  inside_hooks_.clear();
  health_.end();
  drain_output();
  consoles_.end();
  status_.exit_code = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
  status_.signal = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
  uint64_t kills = out_of_memory_kills();
  status_.oom = kills > kills_before_;
  kills_before_ = kills;
  status_.finished_ms = realtime_milliseconds();
  status_.pid = -1;
  status_.pid_inode = 0;
  status_.health = Health::none;
  if (monotonic_milliseconds() - running_since_ >= calm_after_ms) back_off_ms_ = 0;
  bool reboots = ending == Ending::reboot && !status_.stopped_by_user;
  bool again = restart_asked_ || reboots || wants_restart(wait_status, ending);
  run_last_hooks(HookEvent::stop, again);
  child_release(&child_, true);
  if (again) run_last_hooks(HookEvent::post_stop, again);
  if (restart_asked_) {
    restart_asked_ = false;
    restart_now();
  } else if (again) {
    restart_later(reboots ? 0 : 1);
  } else {
    bury();
  }
}

// counts: 1 for a restart by the policy; a reboot is none. Both wait the longer the sooner they come again.
void Monitor::restart_later(uint32_t counts) {
  back_off_ms_ = back_off_ms_ == 0 ? first_back_off_ms : back_off_ms_ * 2;
  if (back_off_ms_ > longest_back_off_ms) back_off_ms_ = longest_back_off_ms;
  change(State::starting);
  restart_timer_ = loop_.after(back_off_ms_, [this, counts] {
    status_.restarts += counts;
    restart_now();
  });
}

void Monitor::restart_now() {
  Report report;
  restart_timer_ = 0;
  if (status_.state != State::starting) pass_through(State::starting);
  status_.failed = false;
  // It was killed as it stood: the cgroup stays, and what is born into it would stand as well.
  if (freezer_.frozen()) freezer_.ask(false, &report);
  bool running = child_create(plan_, &child_, &report);
  if (running) {
    status_.pid = child_.pid;
    status_.pid_inode = process_identity(child_.pid, child_.pidfd);
    running = child_start(plan_, &child_, std::string(4, '\0'), &report);
  }
  if (running) {
    ran();
    std::set<int> waiting;
    waiting.swap(waiting_for_restart_);
    for (int each : waiting) done(each);
    return;
  }
  status_.failed = true;
  status_.error = report;
  note_hooks();
  log_.note("cannot " + report.step + " " + report.path + ": " + report.call + " failed with errno " +
            std::to_string(report.error));
  std::set<int> waiting;
  waiting.swap(waiting_for_restart_);
  for (int each : waiting) refuse(each, report);
  // A PID 1 that was made but could not become the program ends by itself and comes back through ended().
  if (child_.pid > 0) return;
  bool again = plan_.restart != RestartPolicy::no && !status_.stopped_by_user;
  for (HookEvent event : {HookEvent::stop, HookEvent::post_stop}) run_last_hooks(event, again);
  if (!again)
    bury();
  else
    restart_later(1);
}

// cgroup.kill leaves a mark on the cgroup: the kernel (6.18) kills also what clone3 puts into it afterwards. One that
// is to live again is killed by signals.
void Monitor::take_life() {
  Report unused;
  if (!restart_asked_ || !child_signal_all(plan_, SIGKILL, &unused)) child_kill(plan_, child_);
}

void Monitor::begin_stop(int signal, uint32_t grace_ms) {
  loop_.cancel(restart_timer_);
  loop_.cancel(kill_timer_);
  if (child_.pid < 0) {
    bury();
    return;
  }
  bool stood = status_.state == State::frozen || status_.state == State::freezing;
  if (grace_ms > 0 && !pre_stop_ran_ && !plan_.inside_hooks.empty()) {
    pre_stop_ran_ = true;
    Report unused;
    if (stood) freezer_.ask(false, &unused);
    // Their time is that of the stop.
    kill_timer_ = loop_.after(grace_ms, [this] { take_life(); });
    return run_inside_hooks(true, [this, signal, grace_ms] { begin_stop(signal, grace_ms); });
  }
  if (grace_ms == 0 || ((plan_.namespaces & CLONE_NEWPID) && !would_see(child_.pid, signal))) {
    // Over before anybody reads it in a file: a new file costs more than the kill.
    pass_through(State::stopping);
    take_life();
    return;
  }
  change(State::stopping);
  // What stands cannot follow a signal. Its state is STOPPING by now, so that going on is not told as RUNNING.
  Report unused;
  if (stood) freezer_.ask(false, &unused);
  syscall(SYS_pidfd_send_signal, child_.pidfd, signal, nullptr, 0);
  kill_timer_ = loop_.after(grace_ms, [this] { take_life(); });
}

// While the interfaces are still there.
void Monitor::run_down_scripts() {
  for (const HostScript &each : plan_.down_scripts) {
    std::string wrong = run_host_script(each);
    if (!wrong.empty()) log_.note("the script failed: " + each.argv[2] + ": " + wrong);
  }
}

// The kernel takes the PID namespace's processes with PID 1; what is left is to wait until the cgroups let go of them.
void Monitor::bury() {
  if (burial_until_ == 0) {
    run_down_scripts();
    burial_until_ = monotonic_milliseconds() + burial_bound_ms;
  }
  physical_.give_back(child_.network_namespace);
  child_release(&child_, false);
  freezer_.end();
  if (status_.state != State::stopping) pass_through(State::stopping);
  if (!child_remove_cgroups(plan_) && monotonic_milliseconds() < burial_until_) {
    child_kill(plan_, child_);
    loop_.after(2, [this] { bury(); });
    return;
  }
  run_last_hooks(HookEvent::post_stop, false);
  status_.state = State::stopped;
  if (!plan_.ephemeral_directory.empty()) {
    remove_tree(plan_.ephemeral_directory);
    forget_ = true;
  }
  leave();
}

// What comes after is LXC's word for it: a container that is started again is rebooted.
void Monitor::run_last_hooks(HookEvent event, bool again) {
  if (!plan_.has_hook(event)) return;
  Report report;
  bool done = child_run_last_hooks(plan_, &child_, event, again ? "reboot" : "stop", &report);
  note_hooks();
  if (!done) log_.note(report.step + " hook " + report.path.substr(0, report.path.find('\n')) + " failed");
}

void Monitor::note_hooks() {
  std::string text = child_take_hook_output(&child_);
  for (size_t start = 0; start < text.size();) {
    size_t end = text.find('\n', start);
    if (end == std::string::npos) end = text.size();
    log_.note(text.substr(start, end - start));
    start = end + 1;
  }
}

void Monitor::leave() {
  std::string json = status_json(status_, false);
  if (!forget_) write_status(plan_.run_directory, json);
  tell(json);
  append_event(plan_.run_directory, status_, state_name(status_.state));
  if (forget_) run_last_hooks(HookEvent::destroy, false);
  unlink((plan_.run_directory + "/socket").c_str());
  if (forget_) {
    unlink((plan_.run_directory + "/status").c_str());
    rmdir(plan_.run_directory.c_str());
  }
  std::set<int> waiting = waiting_for_end_;
  for (int each : waiting) done(each);
  loop_.end();
}
