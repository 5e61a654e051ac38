// Short visits of a forked process to a running container's namespaces: the monitor itself never leaves its own.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
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

// Blocks as long as the kernel lets it; the monitor ends it when the check's time is over.
[[noreturn]] void probe(const Child &child, const std::string &address, uint16_t port) {
  if (setns(child.pidfd, CLONE_NEWNET) < 0) _exit(1);
  struct sockaddr_storage storage = {};
  socklen_t size;
  if (address.find(':') == std::string::npos) {
    auto *four = reinterpret_cast<struct sockaddr_in *>(&storage);
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    size = sizeof *four;
    if (inet_pton(AF_INET, address.c_str(), &four->sin_addr) != 1) _exit(1);
  } else {
    auto *six = reinterpret_cast<struct sockaddr_in6 *>(&storage);
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    size = sizeof *six;
    if (inet_pton(AF_INET6, address.c_str(), &six->sin6_addr) != 1) _exit(1);
  }
  Descriptor socket(::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  _exit(connect(socket.get(), reinterpret_cast<struct sockaddr *>(&storage), size) == 0 ? 0 : 1);
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

bool child_probe_tcp(const Child &child, const std::string &address, uint16_t port, pid_t *pid, Report *report) {
  *pid = fork();
  if (*pid < 0) return fail(report, "check the port", "fork");
  if (*pid == 0) {
    inside_reset_signals();
    probe(child, address, port);
  }
  return true;
}
