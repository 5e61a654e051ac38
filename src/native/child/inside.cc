// The life of PID 1 between clone and exec: it waits for its ids and trees, builds its root, parks until its network is
// there, then gives up what it does not need and becomes the program.
#include "inside.h"

#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hook.h"
#include "internal.h"
#include "passing.h"

namespace {

bool prepare(const LaunchPlan &plan, const Inside &inside, Report *report) {
  if (!inside_enter_cgroups(inside.task_files, report)) return false;
  // Not at the clone: the root of a cgroup namespace is where its maker is at that moment.
  if ((plan.namespaces & CLONE_NEWCGROUP) && unshare(CLONE_NEWCGROUP) < 0)
    return fail(report, "make the cgroup namespace", "unshare");
  std::vector<int> trees;
  if (!receive_descriptors(inside.control, &trees)) _exit(1);  // the monitor gave up and has told why
  if (!plan.uid_map.empty() || inside.joined) {
    if (setgroups(0, nullptr) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
      return fail(report, "become root of the user namespace", "setresuid");
  }
  if (!inside_build_root(plan, trees, inside.proc, inside.hook_output, report)) return false;
  for (int tree : trees) close(tree);
  return true;
}

// One message of any size.
std::vector<uint8_t> receive_message(int socket) {
  ssize_t size = recv(socket, nullptr, 0, MSG_PEEK | MSG_TRUNC);
  std::vector<uint8_t> message(size > 0 ? size : 0);
  size = recv(socket, message.data(), message.size(), 0);
  if (size <= 0) message.clear();
  return message;
}

// The host's hooks see the container with its network, and its own program not yet running.
bool run_hooks_of_start(const LaunchPlan &plan, const Inside &inside, Report *report) {
  if (plan.has_hook(HookEvent::start_host)) {
    send(inside.control, "P", 1, MSG_NOSIGNAL);
    char go;
    if (recv(inside.control, &go, 1, 0) != 1) _exit(1);  // a hook failed
  }
  int null = inside.null;
  return inside_run_start_hooks(plan, {null, inside.hook_output, inside.hook_output}, report);
}

bool run(const LaunchPlan &plan, const Inside &inside, const Stdio &stdio, Report *report) {
  std::vector<uint8_t> message = receive_message(inside.control);
  if (message.empty()) _exit(1);  // aborted
  Reader reader(message.data(), message.size());
  std::vector<ConfigureStep> steps;
  errno = EPROTO;
  if (!decode_configure_steps(reader, &steps)) return fail(report, "read the network's steps", "recv");
  if (!inside_configure(steps, inside.proc, report)) return false;
  if (!run_hooks_of_start(plan, inside, report)) return false;
  Program program = {plan.argv, plan.environment, plan.working_directory, {}, stdio, plan.tty,
                     false,     plan.reaper,      plan.security_label};
  if (!inside_find_identity(plan.user, plan.group_add, &program.identity, report)) return false;
  return inside_become(plan, program, report);
}

}  // namespace

void inside_main(const LaunchPlan &plan, const Inside &inside) {
  Report report;
  Stdio stdio = inside.stdio;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Nobody inside may look into this process while it still holds what is the host's (CVE-2016-9962).
  prctl(PR_SET_DUMPABLE, 0);
  std::vector<int> kept = inside.task_files;
  kept.insert(kept.end(),
              {inside.control, inside.proc, stdio.input, stdio.output, stdio.error, inside.null, inside.hook_output});
  inside_close_all_but(kept);
  inside_reset_signals();
  setsid();
  if (prepare(plan, inside, &report) && inside_open_terminals(plan, inside.control, &stdio, &report)) {
    send(inside.control, "P", 1, MSG_NOSIGNAL);
    run(plan, inside, stdio, &report);
  }
  send_report(inside.control, report);
  _exit(1);
}
