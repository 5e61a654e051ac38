#include "halt.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/guard.h"

namespace {

// The masks of /proc/PID/status that are named, together; all signals when they cannot be read.
uint64_t signal_masks(pid_t pid, std::initializer_list<const char *> fields) {
  Descriptor file(open(("/proc/" + std::to_string(pid) + "/status").c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[4096];
  ssize_t size = file.valid() ? read(file.get(), buffer, sizeof buffer) : 0;
  std::string text(buffer, size > 0 ? size : 0);
  uint64_t mask = 0;
  for (const char *field : fields) {
    size_t found = text.find(field);
    if (found == std::string::npos) return UINT64_MAX;
    mask |= strtoull(text.c_str() + found + std::string(field).size(), nullptr, 16);
  }
  return mask;
}

// Whom sigtimedwait(2) keeps waiting: meanwhile the kernel shows the signals that it waits for as not blocked, and they
// reach it all the same. Busybox's init spends its life there.
bool waits_for_signals(pid_t pid) {
  Descriptor file(open(("/proc/" + std::to_string(pid) + "/syscall").c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[32];
  ssize_t size = file.valid() ? read(file.get(), buffer, sizeof buffer - 1) : 0;
  buffer[size > 0 ? size : 0] = 0;
  return atoi(buffer) == SYS_rt_sigtimedwait;
}

}  // namespace

bool would_see(pid_t pid, int signal) {
  if (waits_for_signals(pid)) return true;
  return signal_masks(pid, {"\nSigBlk:", "\nSigCgt:"}) >> (signal - 1) & 1;
}

int halt_signal(const LaunchPlan &plan, pid_t pid) {
  uint32_t other = plan.stop_signal_if_blocked;
  uint64_t blocked = other == 0 ? 0 : signal_masks(pid, {"\nSigBlk:"});
  bool known = blocked != UINT64_MAX && other != 0;
  return static_cast<int>(known && (blocked >> (other - 1) & 1) ? other : plan.stop_signal);
}

// The kernel gives PID 1 these two in place of its own end (kernel/pid_namespace.c, reboot_pid_ns); no signal from
// anywhere else can end it so, for it is spared every one that it does not handle.
Ending ending_of(const LaunchPlan &plan, int wait_status) {
  if (!(plan.namespaces & CLONE_NEWPID) || !WIFSIGNALED(wait_status)) return Ending::program;
  if (WTERMSIG(wait_status) == SIGHUP) return Ending::reboot;
  return WTERMSIG(wait_status) == SIGINT ? Ending::halt : Ending::program;
}
