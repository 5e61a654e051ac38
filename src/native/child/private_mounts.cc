// Some trees can only be made where their parts are attached: kernels before 6.15 take no detached mount as a layer of
// an overlay, nor clone one. They are attached in a mount namespace that lives no longer than this takes.
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "passing.h"
#include "trees.h"

namespace {

[[noreturn]] void work(int control, const PrepareTrees &prepare) {
  Report report;
  std::vector<Descriptor> trees;
  bool done = unshare(CLONE_NEWNS) == 0 || fail(&report, "make a mount namespace", "unshare");
  // Else what is attached here would show on the host.
  done = done && (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 ||
                  fail(&report, "make the mounts private", "mount", "/"));
  if (done && prepare(&trees, &report)) {
    send(control, "P", 1, MSG_NOSIGNAL);
    send_descriptors(control, numbers_of(trees));
    _exit(0);
  }
  send_report(control, report);
  _exit(1);
}

}  // namespace

bool monitor_with_private_mounts(const PrepareTrees &prepare, std::vector<Descriptor> *trees, Report *report) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
    return fail(report, "prepare the mounts", "socketpair");
  Descriptor ours(ends[0]), theirs(ends[1]);
  pid_t pid = fork();
  if (pid < 0) return fail(report, "prepare the mounts", "fork");
  if (pid == 0) work(theirs.get(), prepare);
  theirs.reset();
  std::vector<int> numbers;
  bool done = monitor_await(ours.get(), Awaited::parked, nullptr, report);
  if (done && !receive_descriptors(ours.get(), &numbers)) done = fail(report, "take the mounts over", "recvmsg");
  for (int number : numbers) trees->emplace_back(number);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return done;
}
