// Mounts of a living container, changed from outside.
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inside.h"
#include "trees.h"

namespace {

// Root of the container's user namespace: a mount point that is made belongs to that one.
bool enter(const Child &child, Report *report) {
  int own_ids = child.user_namespace >= 0 ? CLONE_NEWUSER : 0;
  if (setns(child.pidfd, CLONE_NEWNS | own_ids) < 0) return fail(report, "enter the container", "setns");
  if (own_ids && (setgroups(0, nullptr) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0))
    return fail(report, "become root of the user namespace", "setresuid");
  return true;
}

bool detach(const std::string &target, Report *report) {
  if (umount2(target.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) == 0) return true;
  // Somebody inside was faster.
  return errno == EINVAL || errno == ENOENT || fail(report, "unmount", "umount2", target);
}

}  // namespace

bool child_change_mounts(const LaunchPlan &plan, const Child &child, const std::vector<std::string> &gone,
                         const std::vector<SetupStep> &attach, Report *report) {
  LaunchPlan part;
  part.setup = attach;
  part.run_directory = plan.run_directory;
  std::vector<Descriptor> trees;
  if (!monitor_prepare_trees(part, child.user_namespace, &trees, report)) return false;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
    return fail(report, "talk to the container", "socketpair");
  Descriptor ours(ends[0]), theirs(ends[1]);
  pid_t pid = fork();
  if (pid < 0) return fail(report, "enter the container", "fork");
  if (pid == 0) {
    Report problem;
    inside_reset_signals();
    bool done = enter(child, &problem);
    for (const std::string &each : gone) done = done && detach(each, &problem);
    if (!done || !inside_attach(attach, numbers_of(trees), &problem)) send_report(theirs.get(), problem);
    _exit(0);
  }
  theirs.reset();
  bool done = monitor_await(ours.get(), Awaited::executed, nullptr, report);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return done;
}
