// Ending and removing a container's cgroups.
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"

void child_kill(const LaunchPlan &plan, const Child &child) {
  if (!plan.cgroup.unified.empty()) {
    Descriptor file(open((plan.cgroup.unified + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC));
    if (file.valid() && write(file.get(), "1", 1) == 1) return;
  }
  if (child.pidfd >= 0) syscall(SYS_pidfd_send_signal, child.pidfd, SIGKILL, nullptr, 0);
}

bool child_remove_cgroups(const LaunchPlan &plan) {
  bool gone = true;
  for (const std::string &path : plan.cgroup.remove)
    if (rmdir(path.c_str()) < 0 && errno != ENOENT) gone = false;
  return gone;
}
