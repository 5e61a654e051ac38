// Another program inside a running container.
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tuple>

#include "inside.h"

namespace {

struct Entry {
  Descriptor ours, theirs, cgroup, null;
  Pipe told;
  std::vector<Descriptor> task_files;
};

bool prepare(const LaunchPlan &plan, const ExecRequest &request, Entry *entry, Report *report) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
    return fail(report, "talk to the container", "socketpair");
  entry->ours.reset(ends[0]);
  entry->theirs.reset(ends[1]);
  entry->null.reset(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!entry->null.valid() || !entry->told.open()) return fail(report, "open /dev/null", "open", "/dev/null");
  if (request.own_cgroup) return true;
  if (!plan.cgroup.unified.empty()) {
    std::string path = monitor_exec_cgroup(plan);
    entry->cgroup.reset(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!entry->cgroup.valid()) return fail(report, "open the cgroup", "open", path);
  }
  return monitor_open_task_files(plan, &entry->task_files, report);
}

// The container's namespaces that the program is to be in.
int namespaces_of(const LaunchPlan &plan, const ExecRequest &request) {
  int flags = static_cast<int>(plan.namespaces);
  if (plan.join_network_pid != 0) flags |= CLONE_NEWNET;
  for (const JoinedNamespace &each : plan.join_namespaces) flags |= static_cast<int>(each.flag);
  if (!plan.time_offsets.empty()) flags |= 0x80;  // CLONE_NEWTIME
  return request.namespaces == 0 ? flags : flags & static_cast<int>(request.namespaces);
}

// Every namespace at once, the user namespace among them: the kernel switches all or none.
bool join(const LaunchPlan &plan, const Child &child, int flags, Report *report) {
  if (flags != 0 && setns(child.pidfd, flags) < 0) return fail(report, "enter the container", "setns");
  if (plan.uid_map.empty() || !(flags & CLONE_NEWUSER)) return true;
  if (setgroups(0, nullptr) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
    return fail(report, "become root of the user namespace", "setresuid");
  return true;
}

std::vector<std::string> merged(const std::vector<std::string> &plan, const std::vector<std::string> &extra) {
  std::vector<std::string> result;
  for (const std::string &each : plan) {
    size_t name = each.find('=') + 1;
    bool replaced = false;
    for (const std::string &other : extra) replaced = replaced || other.compare(0, name, each, 0, name) == 0;
    if (!replaced) result.push_back(each);
  }
  result.insert(result.end(), extra.begin(), extra.end());
  return result;
}

// In mounts of its own: nobody else's /proc changes. What is locked in the host's (a user namespace) is mounted over.
bool remount(int flags, Report *report) {
  if (unshare(CLONE_NEWNS) < 0) return fail(report, "have mounts of its own", "unshare");
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0)
    return fail(report, "make the mounts private", "mount", "/");
  for (auto [flag, type, target] :
       {std::tuple(CLONE_NEWPID, "proc", "/proc"), std::tuple(CLONE_NEWNET, "sysfs", "/sys")}) {
    if (!(flags & flag)) continue;
    umount2(target, MNT_DETACH);
    if (mount(type, target, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) < 0)
      return fail(report, "mount", "mount", target);
  }
  return true;
}

[[noreturn]] void become(const LaunchPlan &plan, const ExecRequest &request, const Stdio &stdio, int control) {
  Report report;
  setsid();
  int flags = namespaces_of(plan, request);
  bool own_user = !request.user.empty(), own_root = flags & CLONE_NEWNS;
  std::string directory = own_root ? plan.working_directory : "/";
  Program program = {request.argv,
                     merged(plan.environment, request.environment),
                     request.working_directory.empty() ? directory : request.working_directory,
                     {},
                     stdio,
                     request.tty,
                     request.privileged,
                     false,
                     request.unlabelled || !request.label.empty() ? request.label : plan.security_label,
                     request.personality};
  if ((!request.remount || own_root || remount(flags, &report)) &&
      inside_find_identity(own_user ? request.user : plan.user, own_user ? std::vector<std::string>() : plan.group_add,
                           &program.identity, &report))
    inside_become(plan, program, &report);
  send_report(control, report);
  _exit(126);
}

// Runs between the monitor and the program: only a child of a process that joined is in the PID namespace. It opens the
// terminal too, which must be one of the container's.
[[noreturn]] void go_between(const LaunchPlan &plan, const Child &child, const ExecRequest &request, const int *stdio,
                             const Entry &entry) {
  Report report;
  prctl(PR_SET_DUMPABLE, 0);
  int control = entry.theirs.get();
  std::vector<int> tasks;
  for (const Descriptor &each : entry.task_files) tasks.push_back(each.get());
  std::vector<int> kept = tasks;
  kept.insert(kept.end(), {control, entry.told.write.get(), entry.null.get(), child.pidfd});
  Stdio streams = {entry.null.get(), entry.null.get(), entry.null.get()};
  if (stdio) streams = {stdio[0], stdio[1], stdio[2]};
  kept.insert(kept.end(), {streams.input, streams.output, streams.error});
  inside_close_all_but(kept);
  inside_reset_signals();
  bool ready = inside_enter_cgroups(tasks, &report) && join(plan, child, namespaces_of(plan, request), &report);
  if (ready && request.tty) {
    ready = inside_open_terminal(control, &streams, &report);
    struct winsize size = {request.rows, request.columns, 0, 0};
    if (ready && request.rows > 0) ioctl(streams.input, TIOCSWINSZ, &size);
  }
  if (ready) {
    int unused;
    pid_t pid = clone_process(0, -1, true, &unused);
    if (pid == 0) become(plan, request, streams, control);
    if (pid > 0) _exit(write(entry.told.write.get(), &pid, sizeof pid) == sizeof pid ? 0 : 1);
    fail(&report, "start the program", "clone3");
  }
  send_report(control, report);
  _exit(1);
}

}  // namespace

bool child_enter(const LaunchPlan &plan, const Child &child, const ExecRequest &request, const int *stdio, pid_t *pid,
                 int *pty_master, Report *report) {
  Entry entry;
  *pty_master = -1;
  if (!prepare(plan, request, &entry, report)) return false;
  int unused = -1;
  pid_t between = clone_process(0, entry.cgroup.get(), false, &unused);
  if (between < 0) return fail(report, "enter the container", "clone3");
  if (between == 0) go_between(plan, child, request, stdio, entry);
  Descriptor pidfd(unused);
  entry.theirs.reset();
  entry.told.write.reset();
  while (waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
  }
  bool born = read(entry.told.read.get(), pid, sizeof *pid) == sizeof *pid;
  std::vector<int> terminals;
  bool done = monitor_await(entry.ours.get(), Awaited::executed, &terminals, report);
  if (!terminals.empty()) *pty_master = terminals.front();
  if (done && born) return true;
  if (born) {
    while (waitpid(*pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (*pty_master >= 0) close(*pty_master);
  *pty_master = -1;
  return false;
}
