// What the files of child/ share. A function's name says where it runs: monitor_… in the monitor, inside_… in the child
// between clone and exec (no exceptions, no locks), the rest anywhere.
#pragma once
#include <errno.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "../common/guard.h"
#include "../common/launch_plan.h"
#include "../common/report.h"
#include "child.h"

inline bool fail(Report *report, const char *step, const char *call, const std::string &path = "",
                 FailureKind kind = FailureKind::other) {
  report->step = step;
  report->call = call;
  report->error = errno;
  report->path = path;
  report->kind = kind;
  return false;
}

// cgroup directories and limits, and the v1 `tasks` files opened for the child.
bool monitor_make_cgroups(const LaunchPlan &plan, std::vector<Descriptor> *task_files, Report *report);
// The unified cgroup for a program beside PID 1: a leaf where an init has given controllers on to cgroups of its own,
// for then no process may be in the one above them.
std::string monitor_exec_cgroup(const LaunchPlan &plan);
bool monitor_open_task_files(const LaunchPlan &plan, std::vector<Descriptor> *task_files, Report *report);

// clone3: the child's pid in the parent (with its pidfd, close-on-exec), 0 in the child, -1 with errno. cgroup: -1 =
// the parent's. sibling: the new process becomes a child of the caller's parent.
pid_t clone_process(uint64_t flags, int cgroup, bool sibling, int *pidfd);

// Takes what the child says until it has said all: terminals' masters, a report of failure, `P` for parked or end of
// file. True = no failure.
enum class Awaited { parked, executed };
bool monitor_await(int control, Awaited awaited, std::vector<int> *terminals, Report *report);

struct Pipe {
  Descriptor read, write;
  bool open();  // close-on-exec
};

// Builds the file tree from the steps and makes it the root; the plan's configure steps run on the way. host_proc: for
// their sysctls when the container gets no /proc. Hooks run before it becomes the root, when they may see both.
bool inside_build_root(const LaunchPlan &plan, const std::vector<int> &trees, int host_proc, int hook_output,
                       Report *report);

// Carries out steps in the mount namespace that the caller is in, whose root is a container's already.
bool inside_attach(const std::vector<SetupStep> &steps, const std::vector<int> &trees, Report *report);

// Interfaces, routes, names and sysctls of the namespaces that the caller is in. proc: a /proc that is not the
// container's (it may be overmounted with decoys, CVE-2025-52881); which namespace's sysctls it shows is the caller's.
bool inside_configure(const std::vector<ConfigureStep> &steps, int proc, Report *report);

// What a process is before it has given anything up: its personality, its cores' company, its label at the next exec
// ('' = none).
bool inside_take_traits(const LaunchPlan &plan, const std::string &label, uint32_t personality, Report *report);

struct Identity {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
  std::string home = "/";
};
// `uid[:gid]` or names by /etc/passwd and /etc/group of the root we are in.
bool inside_find_identity(const std::string &user, const std::vector<std::string> &group_add, Identity *identity,
                          Report *report);

// Limits, user, working directory, capabilities, no_new_privs, seccomp; in the order that the kernel needs. `all`: keep
// every capability of the user namespace and take no filter (exec --privileged).
bool inside_drop_privileges(const LaunchPlan &plan, const Identity &identity, const std::string &directory, bool all,
                            Report *report);

// Looks argv[0] up in the environment's PATH and becomes it; returns only on failure.
bool inside_execute(const std::vector<std::string> &argv, const std::vector<std::string> &environment, Report *report);

// A report as one message over a socket.
void send_report(int socket, const Report &report);
