#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"

// Without CLONE_VM, so that the child may go on in C++ on its own copy of the small monitor.
pid_t clone_process(uint64_t flags, int cgroup, bool sibling, int *pidfd) {
  struct clone_args arguments = {};
  arguments.flags = flags | CLONE_PIDFD;
  arguments.pidfd = reinterpret_cast<uint64_t>(pidfd);
  arguments.exit_signal = SIGCHLD;
  if (sibling) {
    arguments.flags |= CLONE_PARENT;
    arguments.exit_signal = 0;  // the kernel gives a sibling its parent's
  }
  if (cgroup >= 0) {
    arguments.flags |= CLONE_INTO_CGROUP;
    arguments.cgroup = static_cast<uint64_t>(cgroup);
  }
  return syscall(SYS_clone3, &arguments, sizeof arguments);
}

bool Pipe::open() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return false;
  read.reset(ends[0]);
  write.reset(ends[1]);
  return true;
}
