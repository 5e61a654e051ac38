// From the starter's CREATE to a running program, or to nothing left.
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/process_identity.h"
#include "events.h"
#include "monitor.h"
#include "starter.h"

namespace {

// Most containers are started sooner: one status file to make instead of two, each of which can cost as much as a fork.
const uint64_t unnoticed_ms = 250;

// A container that is there for one program waits no longer for it: who was to start it is gone.
const uint64_t idle_bound_ms = 10000;

bool make_directory(const std::string &path) {
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return true;
  if (errno != ENOENT) return false;
  size_t slash = path.rfind('/');
  return slash > 0 && make_directory(path.substr(0, slash)) && (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST);
}

bool say(const char *step, const char *call, const std::string &path, Report *report) {
  *report = {step, call, errno, path, FailureKind::other};
  return false;
}

}  // namespace

bool Monitor::prepare(Report *report) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_SETMASK, &set, nullptr);
  signals_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!loop_.open() || !signals_.valid()) return say("begin", "epoll_create1", "", report);
  loop_.watch(signals_.get(), [this] { reap(); });
  loop_.watch(channel_.get(), [this] { hear_starter(); });
  if (!make_directory(plan_.run_directory)) return say("make the directory", "mkdir", plan_.run_directory, report);
  if (!requests_.listen(plan_.run_directory)) return say("listen in", "bind", plan_.run_directory, report);
  return true;
}

int Monitor::run() {
  Report report;
  bool prepared = prepare(&report);
  append_event(plan_.run_directory, status_, state_name(State::starting));
  if (!prepared || !child_create(plan_, &child_, &report) ||
      !physical_.take(plan_, child_.network_namespace, &report)) {
    give_birth_up(report, 0);
    return 1;
  }
  status_.pid = child_.pid;
  status_.pid_inode = process_identity(child_.pid, child_.pidfd);
  birth_timer_ = loop_.after(unnoticed_ms, [this] { publish(); });
  std::string frame = Writer().u32(id_).u32(child_.pid).u32(getpid()).frame(starter_message::created);
  send(channel_.get(), frame.data(), frame.size(), MSG_NOSIGNAL);
  loop_.run();
  return 0;
}

// Nobody but the starter speaks here; the end of the channel before START means that nobody wants the container.
void Monitor::hear_starter() {
  char buffer[4096];
  ssize_t size = recv(channel_.get(), buffer, sizeof buffer, 0);
  if (size < 0 && errno == EINTR) return;
  if (size <= 0) {
    errno = ECANCELED;
    give_birth_up({"wait for the start", "recv", ECANCELED, "", FailureKind::other}, 1);
    loop_.end();
    return;
  }
  channel_bytes_.append(buffer, size);
  uint32_t length = 0;
  if (channel_bytes_.size() >= 5) memcpy(&length, channel_bytes_.data(), sizeof length);
  if (length == 0 || channel_bytes_.size() < 4 + length) return;
  uint8_t type = channel_bytes_[4];
  std::string payload = channel_bytes_.substr(9, length - 5);  // after the container's number
  if (type == starter_message::start) {
    start(payload);
  } else {
    give_birth_up({"go on: it was given up", "recv", ECANCELED, "", FailureKind::other}, 1);
    loop_.end();
  }
}

void Monitor::start(const std::string &steps) {
  Report report;
  loop_.cancel(birth_timer_);
  if (!child_start(plan_, &child_, steps, &report)) {
    log_.note("cannot " + report.step + " " + report.path);
    give_birth_up(report, 1);
    loop_.end();
    return;
  }
  ran();
  if (lives_for_one_program()) idle_timer_ = loop_.after(idle_bound_ms, [this] { begin_stop(SIGKILL, 0); });
  std::string frame = Writer().u32(id_).frame(starter_message::started);
  send(channel_.get(), frame.data(), frame.size(), MSG_NOSIGNAL);
  loop_.forget(channel_.get());
  channel_.reset();
  channel_bytes_.clear();
  channel_bytes_.shrink_to_fit();
}

// Nothing stays of a container that never ran, and only then the starter hears of it.
void Monitor::give_birth_up(const Report &report, uint8_t phase) {
  pass_through(State::aborting);
  if (child_.pid > 0) {
    child_kill(plan_, child_);
    while (waitpid(child_.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  note_hooks();
  run_last_hooks(HookEvent::stop, false);
  physical_.give_back(child_.network_namespace);
  child_release(&child_, false);
  for (int round = 0; !child_remove_cgroups(plan_) && round < 1000; round++) usleep(2000);
  run_last_hooks(HookEvent::post_stop, false);
  for (const char *name : {"/socket", "/status", "/.status"}) unlink((plan_.run_directory + name).c_str());
  rmdir(plan_.run_directory.c_str());
  status_.pid = -1;
  pass_through(State::stopped);
  Writer failed;
  failed.u32(id_).text(report.step).text(report.call).u32(report.error).text(report.path);
  failed.u8(phase).u8(static_cast<uint8_t>(report.kind));
  std::string frame = failed.frame(starter_message::failed);
  send(channel_.get(), frame.data(), frame.size(), MSG_NOSIGNAL);
}
