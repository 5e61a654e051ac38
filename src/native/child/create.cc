// PID 1 of a container, as the monitor makes it.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "abroad.h"
#include "hook.h"
#include "inside.h"
#include "passing.h"
#include "trees.h"

namespace {

const uint64_t network_and_user = CLONE_NEWUSER | CLONE_NEWNET;

// Both sides of what connects the two processes, until each has let go of the other's half.
struct Making {
  std::vector<Descriptor> task_files;
  Descriptor cgroup, ours, theirs, proc, null;
  Pipe output, error, input;
};

bool prepare(const LaunchPlan &plan, Making *making, Report *report) {
  if (!monitor_make_cgroups(plan, &making->task_files, report)) return false;
  if (!plan.cgroup.unified.empty()) {
    making->cgroup.reset(open(plan.cgroup.unified.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!making->cgroup.valid()) return fail(report, "open the cgroup", "open", plan.cgroup.unified);
  }
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
    return fail(report, "talk to the container", "socketpair");
  making->ours.reset(ends[0]);
  making->theirs.reset(ends[1]);
  making->proc.reset(open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  making->null.reset(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!making->proc.valid() || !making->null.valid()) return fail(report, "open /proc and /dev/null", "open", "/");
  if (plan.tty) return true;
  if (!making->output.open() || !making->error.open() || (plan.stdin_open && !making->input.open()))
    return fail(report, "make the container's output", "pipe2");
  return true;
}

[[noreturn]] void become_inside(const LaunchPlan &plan, const Making &making, bool joined, int hook_output) {
  int null = making.null.get();
  Inside inside = {making.theirs.get(), {null, null, null}, {}, making.proc.get(), joined, hook_output, null};
  if (!plan.tty)
    inside.stdio = {plan.stdin_open ? making.input.read.get() : null, making.output.write.get(),
                    making.error.write.get()};
  for (const Descriptor &each : making.task_files) inside.task_files.push_back(each.get());
  inside_main(plan, inside);
}

bool clone_beside(const LaunchPlan &plan, uint64_t flags, const Making &making, Child *child, Report *report) {
  Abroad abroad;
  if (!abroad.enter(plan, *child, report)) return false;
  child->pid = clone_process(flags, making.cgroup.get(), false, &child->pidfd);
  if (child->pid == 0) become_inside(plan, making, false, child->hook_output);
  abroad.leave();
  return child->pid > 0 ? true : fail(report, "create the container's namespaces", "clone3");
}

// A restart: a process enters the kept namespaces and makes PID 1 from there, as a child of the monitor.
bool clone_within(const LaunchPlan &plan, uint64_t flags, const Making &making, Child *child, Report *report) {
  Pipe answer;
  if (!answer.open()) return fail(report, "restart the container", "pipe2");
  pid_t between = fork();
  if (between < 0) return fail(report, "restart the container", "fork");
  if (between == 0) {
    Abroad abroad;
    if (!abroad.enter(plan, *child, report)) _exit(errno);
    if ((child->user_namespace >= 0 && setns(child->user_namespace, CLONE_NEWUSER) < 0) ||
        (child->network_namespace >= 0 && setns(child->network_namespace, CLONE_NEWNET) < 0))
      _exit(errno);
    int unused;
    pid_t pid = clone_process(flags & ~network_and_user, making.cgroup.get(), true, &unused);
    if (pid == 0) become_inside(plan, making, child->user_namespace >= 0, child->hook_output);
    if (pid < 0 || write(answer.write.get(), &pid, sizeof pid) != sizeof pid) _exit(errno);
    _exit(0);
  }
  int status;
  while (waitpid(between, &status, 0) < 0 && errno == EINTR) {
  }
  errno = WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
  if (errno != 0 || read(answer.read.get(), &child->pid, sizeof child->pid) != sizeof child->pid)
    return fail(report, "join the container's namespaces", "setns");
  child->pidfd = syscall(SYS_pidfd_open, child->pid, 0);
  return child->pidfd >= 0 ? true : fail(report, "hold the container", "pidfd_open");
}

bool write_proc(pid_t pid, const char *file, const std::string &text, const char *step, Report *report) {
  std::string path = "/proc/" + std::to_string(pid) + "/" + file;
  Descriptor descriptor(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!descriptor.valid()) return fail(report, step, "open", path);
  if (write(descriptor.get(), text.data(), text.size()) < 0) return fail(report, step, "write", path);
  return true;
}

bool keep_namespace(pid_t pid, const char *name, int *descriptor, Report *report) {
  std::string path = "/proc/" + std::to_string(pid) + "/ns/" + name;
  *descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  return *descriptor >= 0 ? true : fail(report, "hold the namespace", "open", path);
}

bool equip(const LaunchPlan &plan, bool restart, Child *child, Report *report) {
  if (!restart && !plan.uid_map.empty()) {
    if (!write_proc(child->pid, "uid_map", plan.uid_map, "map the user ids", report) ||
        !write_proc(child->pid, "gid_map", plan.gid_map, "map the group ids", report) ||
        !keep_namespace(child->pid, "user", &child->user_namespace, report))
      return false;
  }
  if (!restart && (plan.namespaces & CLONE_NEWNET) &&
      !keep_namespace(child->pid, "net", &child->network_namespace, report))
    return false;
  if (plan.has_oom_score_adj &&
      !write_proc(child->pid, "oom_score_adj", std::to_string(plan.oom_score_adj), "set the OOM score", report))
    return false;
  for (const auto &[name, value] : plan.proc_files)
    if (!write_proc(child->pid, name.c_str(), value, "set", report)) return false;
  std::vector<Descriptor> trees;
  if (!monitor_prepare_trees(plan, child->user_namespace, &trees, report)) return false;
  if (!send_descriptors(child->control, numbers_of(trees))) {
    // It is gone already, and its own report says why.
    if (errno != EPIPE && errno != ECONNRESET) return fail(report, "hand the mounts over", "sendmsg");
  }
  // /dev/console first, when there is one.
  if (!monitor_await(child->control, Awaited::parked, &child->ttys, report)) return false;
  if (plan.tty && !child->ttys.empty()) {
    child->standard_output = child->ttys.front();
    child->ttys.erase(child->ttys.begin());
  }
  return monitor_keep_namespaces(plan, child, report);
}

void close_one(int *descriptor) {
  if (*descriptor >= 0) close(*descriptor);
  *descriptor = -1;
}

}  // namespace

void child_release(Child *child, bool keep_namespaces) {
  for (int *each :
       {&child->pidfd, &child->control, &child->standard_output, &child->standard_error, &child->standard_input})
    close_one(each);
  for (int each : child->ttys) close(each);
  child->ttys.clear();
  child->pid = -1;
  if (keep_namespaces) return;
  for (int each : child->joined) close(each);
  child->joined.clear();
  close_one(&child->user_namespace);
  close_one(&child->network_namespace);
}

bool child_create(const LaunchPlan &plan, Child *child, Report *report) {
  Making making;
  bool restart = child->user_namespace >= 0 || child->network_namespace >= 0;
  // NEWCGROUP comes later, inside the cgroup.
  uint64_t flags = plan.namespaces & ~static_cast<uint64_t>(CLONE_NEWCGROUP);
  if (!monitor_run_first_hooks(plan, child, HookEvent::pre_start, report) ||
      !monitor_open_joined(plan, child, report) || !prepare(plan, &making, report))
    return false;
  if (!(restart ? clone_within(plan, flags, making, child, report) : clone_beside(plan, flags, making, child, report)))
    return false;
  child->control = making.ours.release();
  child->standard_output = making.output.read.release();
  child->standard_error = making.error.read.release();
  child->standard_input = making.input.write.release();
  making.theirs.reset();
  if (equip(plan, restart, child, report)) return true;
  syscall(SYS_pidfd_send_signal, child->pidfd, SIGKILL, nullptr, 0);
  while (waitpid(child->pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  child_release(child, restart);
  return false;
}

bool child_start(const LaunchPlan &plan, Child *child, const std::string &steps, Report *report) {
  bool sent = send(child->control, steps.data(), steps.size(), MSG_NOSIGNAL) >= 0;
  if (!sent && errno != EPIPE) return fail(report, "start the container", "send");
  if (plan.has_hook(HookEvent::start_host)) {
    if (!monitor_await(child->control, Awaited::parked, nullptr, report) ||
        !monitor_run_first_hooks(plan, child, HookEvent::start_host, report)) {
      close_one(&child->control);
      return false;
    }
    send(child->control, "G", 1, MSG_NOSIGNAL);
  }
  bool started = monitor_await(child->control, Awaited::executed, nullptr, report);
  close_one(&child->control);
  return started;
}
