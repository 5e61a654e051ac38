// Short visits of a forked process to a running container's namespaces: the monitor itself never leaves its own.
#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inside.h"

namespace {

[[noreturn]] void configure(const Child &child, const std::vector<ConfigureStep> &steps, int control) {
  Report report;
  Descriptor proc(open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  bool done = setns(child.pidfd, CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC) == 0
                  ? inside_configure(steps, proc.get(), &report)
                  : fail(&report, "enter the container", "setns");
  if (!done) send_report(control, report);
  _exit(0);
}

}  // namespace

bool child_configure(const Child &child, const std::vector<ConfigureStep> &steps, Report *report) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
    return fail(report, "talk to the container", "socketpair");
  Descriptor ours(ends[0]), theirs(ends[1]);
  pid_t pid = fork();
  if (pid < 0) return fail(report, "enter the container", "fork");
  if (pid == 0) {
    inside_reset_signals();
    configure(child, steps, theirs.get());
  }
  theirs.reset();
  bool done = monitor_await(ours.get(), Awaited::executed, nullptr, report);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return done;
}
