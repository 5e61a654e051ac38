// The container's side of the native part, as the monitor sees it: make a parked PID 1, let it go, enter it, change it.
// Everything here runs in the monitor's process unless its comment says otherwise; no call leaves a descriptor or a
// process behind when it fails.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "../common/launch_plan.h"
#include "../common/report.h"

// What the monitor holds of a living container. Descriptors are close-on-exec; -1 = none.
struct Child {
  pid_t pid = -1;
  int pidfd = -1;
  int control = -1;         // socket to the parked child; closed by child_start
  int user_namespace = -1;  // kept over restarts, so that NICs and addresses survive PID 1
  int network_namespace = -1;
  std::vector<int> joined;   // others' namespaces, held as well
  int standard_output = -1;  // read ends, or the pty's master in standard_output when the plan has a tty
  int standard_error = -1;
  std::vector<int> ttys;             // masters of /dev/tty1 and so on
  int standard_input = -1;           // write end when stdinOpen without tty
  int hook_output = -1;              // what hooks write; kept over restarts, as are the next two
  pid_t hook_pid = -1;               // the last PID 1, for LXC_PID
  bool hooks_began = false;          // pre-start hooks have run, and those of the end have not
  std::vector<int> hook_namespaces;  // for stop hooks: held open when PID 1 is gone; -1 = the host's
};

// cgroups, id maps, namespaces, mounts, configure steps; returns true when PID 1 is parked. With user_namespace and
// network_namespace set in *child (a restart) these two are joined instead of created.
bool child_create(const LaunchPlan &plan, Child *child, Report *report);

// Runs the steps (encoded, as START carries them) inside, then lets PID 1 drop its privileges and exec. True when exec
// succeeded; else PID 1 is ending.
bool child_start(const LaunchPlan &plan, Child *child, const std::string &steps, Report *report);

// The host's hooks of stop, post-stop or destroy. target: LXC's word for what comes after, `stop` or `reboot`. One that
// fails holds nothing up: *report says which.
bool child_run_last_hooks(const LaunchPlan &plan, Child *child, HookEvent event, const char *target, Report *report);

// What hooks have written since the last time.
std::string child_take_hook_output(Child *child);

// Closes what is held of an ended container; with keep_namespaces a later child_create joins them again.
void child_release(Child *child, bool keep_namespaces);

const uint32_t plans_personality = 0xffffffff;

// Starts a program inside a running container with its capabilities, seccomp filter and cgroup. stdio: three
// descriptors (null: /dev/null), or tty: *pty_master gets the master of a pty of the container's own devpts.
struct ExecRequest {
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::string working_directory;
  std::string user;
  bool tty = false;
  // What of the container's it does without.
  bool privileged = false;  // its capabilities and its filter
  bool own_cgroup = false;  // its cgroups: the monitor's then
  bool unlabelled = false;  // its security label
  uint32_t namespaces = 0;  // CLONE_NEW* of those to enter; 0 = all of them
  bool remount = false;     // without its mounts: /proc and /sys of the namespaces that it is in, for itself alone
  uint32_t personality = plans_personality;
  std::string label;  // instead of the plan's, when it is not empty
  uint16_t rows = 0, columns = 0;
};
bool child_enter(const LaunchPlan &plan, const Child &child, const ExecRequest &request, const int *stdio, pid_t *pid,
                 int *pty_master, Report *report);

// Runs the steps inside a living container's namespaces, in a forked process.
bool child_configure(const Child &child, const std::vector<ConfigureStep> &steps, Report *report);

// Asks what the check names inside the container's network namespace, from a forked process whose pid is returned; its
// exit status 0 means a good answer.
bool child_probe(const Child &child, const Healthcheck &check, pid_t *pid, Report *report);

// Kills every process of the container's cgroup (cgroup.kill, else SIGKILL until none is left); never blocks.
void child_kill(const LaunchPlan &plan, const Child &child);

// Takes mounts away and attaches others in a living container, from a forked process; PID 1 notices nothing. What is
// still used of a mount that goes lives on for who uses it (MNT_DETACH).
bool child_change_mounts(const LaunchPlan &plan, const Child &child, const std::vector<std::string> &detach,
                         const std::vector<SetupStep> &attach, Report *report);

// Sends the signal to every process of the container's cgroup and of those below it, also to those that are born
// meanwhile; each gets it once. Never blocks.
bool child_signal_all(const LaunchPlan &plan, int signal, Report *report);

// Removes the plan's cgroup directories; true when all of them are gone (shared parents may stay). Never blocks.
bool child_remove_cgroups(const LaunchPlan &plan);
