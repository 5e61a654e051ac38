// What may be asked of a monitor.
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "events.h"
#include "monitor.h"

namespace {

const uint32_t plans_own = 0xffffffff;
const uint64_t freeze_bound_ms = 10000;

Report failure(const char *step, const char *call, const std::string &path, int error) {
  return {step, call, error, path, FailureKind::other};
}

}  // namespace

void Monitor::done(int connection) {
  requests_.answer(connection, message::done, Writer());
  gone(connection);
  requests_.close_connection(connection);
}

void Monitor::refuse(int connection, const Report &report) {
  Writer failed;
  failed.text(report.step).text(report.call).u32(report.error).text(report.path);
  failed.u8(static_cast<uint8_t>(report.kind));
  requests_.answer(connection, message::failed, failed);
  gone(connection);
  requests_.close_connection(connection);
}

void Monitor::gone(int connection) {
  watchers_.erase(connection);
  waiting_for_end_.erase(connection);
  waiting_for_restart_.erase(connection);
  waiting_for_freeze_.erase(connection);
  waiting_for_thaw_.erase(connection);
  for (auto &[pid, waiting] : programs_) {
    if (waiting != connection) continue;
    waiting = -1;
    // Who ran it in the foreground is gone.
    if (lives_for_one_program() && child_.pid > 0) begin_stop(SIGKILL, 0);
  }
}

void Monitor::serve(const Request &request) {
  switch (request.type) {
    case message::stop:
      return serve_stop(request);
    case message::signal:
      return serve_signal(request);
    case message::exec:
      return serve_exec(request);
    case message::configure:
      return serve_configure(request);
    case message::watch:
      watchers_.insert(request.connection);
      return requests_.answer(request.connection, message::status, Writer().text(status_json(status_, true)));
    case message::mounts:
      return serve_mounts(request);
    case message::console:
      return serve_console(request);
    case message::restart:
      return serve_restart(request);
    case message::freeze:
    case message::thaw:
      return serve_freeze(request, request.type == message::freeze);
    default:
      return requests_.close_connection(request.connection);
  }
}

void Monitor::serve_stop(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  uint32_t signal = reader.u32(), grace = reader.u32();
  bool forget = reader.boolean();
  if (!reader.ok()) return requests_.close_connection(request.connection);
  waiting_for_end_.insert(request.connection);
  forget_ = forget_ || forget;
  status_.stopped_by_user = true;
  restart_asked_ = false;
  begin_stop(signal == 0 && child_.pid > 0 ? halt_signal(plan_, child_.pid) : static_cast<int>(signal),
             grace == plans_own ? plan_.stop_grace_ms : grace);
}

void Monitor::serve_restart(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  uint32_t grace = reader.u32();
  if (!reader.ok()) return requests_.close_connection(request.connection);
  waiting_for_restart_.insert(request.connection);
  status_.stopped_by_user = false;
  if (child_.pid < 0) {
    loop_.cancel(restart_timer_);
    return restart_now();
  }
  restart_asked_ = true;
  begin_stop(static_cast<int>(plan_.reboot_signal), grace == plans_own ? plan_.stop_grace_ms : grace);
}

void Monitor::serve_signal(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  int signal = static_cast<int>(reader.u32());
  bool all = reader.boolean();
  if (!reader.ok()) return requests_.close_connection(request.connection);
  if (child_.pid < 0)
    return refuse(request.connection, failure("signal the container", "pidfd_send_signal", "", ESRCH));
  Report report;
  if (all && !child_signal_all(plan_, signal, &report)) return refuse(request.connection, report);
  // PID 1 of a container that is there for one program only reaps. Who is our child keeps its number until we have
  // asked how it ended.
  pid_t program = lives_for_one_program() && !programs_.empty() ? programs_.begin()->first : -1;
  int sent = 0;
  if (!all && program > 0) sent = kill(program, signal);
  if (!all && program < 0) sent = syscall(SYS_pidfd_send_signal, child_.pidfd, signal, nullptr, 0);
  if (sent < 0) return refuse(request.connection, failure("signal the container", "pidfd_send_signal", "", errno));
  // Who says this wants it to end: its policy does not bring it back.
  if (signal == SIGKILL || signal == static_cast<int>(plan_.stop_signal)) status_.stopped_by_user = true;
  done(request.connection);
}

void Monitor::serve_exec(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  ExecRequest wanted;
  wanted.argv = reader.texts();
  wanted.environment = reader.texts();
  wanted.working_directory = reader.text();
  wanted.user = reader.text();
  wanted.tty = reader.boolean();
  wanted.rows = reader.u16();
  wanted.columns = reader.u16();
  uint8_t without = reader.u8();
  wanted.privileged = without & 1;
  wanted.own_cgroup = without & 2;
  wanted.unlabelled = without & 4;
  wanted.namespaces = reader.u32();
  wanted.remount = reader.boolean();
  wanted.personality = reader.u32();
  wanted.label = reader.text();
  bool complete = reader.ok() && !wanted.argv.empty() && (wanted.tty || request.descriptors.size() == 3);
  if (!complete) return requests_.close_connection(request.connection);
  if (status_.state == State::frozen || status_.state == State::freezing)
    return refuse(request.connection, failure("enter the container: it is frozen", "setns", "", EBUSY));
  if (status_.state != State::running)
    return refuse(request.connection, failure("enter the container: it is not running", "setns", "", ESRCH));
  Report report;
  pid_t pid;
  int master;
  if (!child_enter(plan_, child_, wanted, wanted.tty ? nullptr : request.descriptors.data(), &pid, &master, &report))
    return refuse(request.connection, report);
  programs_[pid] = request.connection;
  loop_.cancel(idle_timer_);
  requests_.answer(request.connection, message::exec_started, Writer().u32(pid), master);
  if (master >= 0) close(master);
}

// What was changed is part of the plan from now on: a restart makes it again.
void Monitor::serve_mounts(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  std::vector<std::string> gone = reader.texts();
  std::vector<SetupStep> attach;
  decode_setup_steps(reader, &attach);
  std::string applied = reader.text();
  if (!reader.ok()) return requests_.close_connection(request.connection);
  Report report = failure("change the mounts: it is not running", "setns", "", ESRCH);
  if (child_.pid < 0 || !child_change_mounts(plan_, child_, gone, attach, &report))
    return refuse(request.connection, report);
  std::set<std::string> targets(gone.begin(), gone.end());
  for (const SetupStep &step : attach) targets.insert(step.target);
  auto replaced = [&](const SetupStep &step) {
    bool mounts = step.op == SetupOp::tree || step.op == SetupOp::filesystem;
    return mounts && targets.count(step.target) > 0;
  };
  plan_.setup.erase(std::remove_if(plan_.setup.begin(), plan_.setup.end(), replaced), plan_.setup.end());
  plan_.setup.insert(plan_.setup.end(), attach.begin(), attach.end());
  status_.applied = applied;
  publish();
  done(request.connection);
}

// The socket that came with it sees and types until it is closed; the master is for the size of the window only.
void Monitor::serve_console(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  uint32_t number = reader.u32();
  bool replay = reader.boolean();
  if (!reader.ok() || request.descriptors.size() != 1) return requests_.close_connection(request.connection);
  Report report = failure("look at the console: it is not running", "connect", "", ESRCH);
  int master = -1;
  if (child_.pid < 0 || !consoles_.attach(&number, replay, request.descriptors[0], &master, &report))
    return refuse(request.connection, report);
  requests_.answer(request.connection, message::console_open, Writer().u32(number), master);
  requests_.close_connection(request.connection);
}

void Monitor::serve_configure(const Request &request) {
  Reader reader(reinterpret_cast<const uint8_t *>(request.payload.data()), request.payload.size());
  std::vector<ConfigureStep> steps;
  if (!decode_configure_steps(reader, &steps)) return requests_.close_connection(request.connection);
  Report report = failure("change the container: it is not running", "setns", "", ESRCH);
  if (child_.pid < 0 || !child_configure(child_, steps, &report)) return refuse(request.connection, report);
  done(request.connection);
}

// Answered when the kernel says that it is so: froze().
void Monitor::serve_freeze(const Request &request, bool freeze) {
  Report report = failure("freeze the container: it is not running", "write", plan_.cgroup.unified, ESRCH);
  bool can = status_.state == State::running || status_.state == State::freezing || status_.state == State::frozen;
  if (!can || !freezer_.ask(freeze, &report)) return refuse(request.connection, report);
  (freeze ? waiting_for_freeze_ : waiting_for_thaw_).insert(request.connection);
  if (freezer_.frozen() == freeze) return answer_freeze(freeze);
  if (!freeze) return;
  if (status_.state == State::running) change(State::freezing);
  loop_.cancel(freeze_timer_);
  freeze_timer_ = loop_.after(freeze_bound_ms, [this] { give_freeze_up(); });
}

// Told by the kernel, whoever asked for it: a hand that writes into the cgroup's file is seen as well.
void Monitor::froze(bool frozen) {
  loop_.cancel(freeze_timer_);
  bool alive = status_.state == State::running || status_.state == State::freezing || status_.state == State::frozen;
  if (alive && !frozen) append_event(plan_.run_directory, status_, "THAWED");
  if (alive) change(frozen ? State::frozen : State::running);
  answer_freeze(frozen);
}

void Monitor::answer_freeze(bool frozen) {
  std::set<int> waiting;
  waiting.swap(frozen ? waiting_for_freeze_ : waiting_for_thaw_);
  for (int each : waiting) done(each);
}

// A process in an uninterruptible sleep does not freeze: half of a container that stands is worse than none.
void Monitor::give_freeze_up() {
  Report unused;
  freezer_.ask(false, &unused);
  if (status_.state == State::freezing) change(State::running);
  std::set<int> waiting;
  waiting.swap(waiting_for_freeze_);
  for (int each : waiting)
    refuse(each, failure("freeze the container in time", "read", plan_.cgroup.unified + "/cgroup.events", ETIMEDOUT));
}
