// The life of PID 1 between clone and exec: it waits for its ids and trees, builds its root, parks until its network is
// there, then gives up what it does not need and becomes the program.
#include "inside.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"
#include "passing.h"

namespace {

// Writing 0 into `tasks` moves the writer alone and costs 26 µs; cgroup.procs waits for a grace period.
bool enter_cgroups(const std::vector<int> &task_files, Report *report) {
  for (int file : task_files)
    if (write(file, "0", 1) != 1) return fail(report, "enter the cgroup", "write", "tasks");
  return true;
}

void reset_signals() {
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < 65; number++) sigaction(number, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// The terminal comes from the container's own devpts, and its other side by TIOCGPTPEER, not by a name that the
// container could have replaced (CVE-2025-52565).
bool open_terminal(int control, Stdio *stdio, Report *report) {
  Descriptor master(open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master.valid()) return fail(report, "open a terminal", "open", "/dev/pts/ptmx");
  int unlocked = 0;
  if (ioctl(master.get(), TIOCSPTLCK, &unlocked) < 0) return fail(report, "open a terminal", "TIOCSPTLCK");
  int peer = ioctl(master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (peer < 0) return fail(report, "open a terminal", "TIOCGPTPEER");
  if (!send_descriptors(control, {master.get()})) return fail(report, "hand the terminal over", "sendmsg");
  *stdio = {peer, peer, peer};
  return true;
}

int forwarded_to = -1;
void forward(int number) { kill(forwarded_to, number); }

// PID 1 of an application that is no init: the kernel gives it every orphan, and no signal that it does not handle.
[[noreturn]] void be_init(pid_t command) {
  forwarded_to = command;
  for (int number = 1; number < 32; number++) {
    if (number == SIGCHLD || number == SIGKILL || number == SIGSTOP) continue;
    struct sigaction action = {};
    action.sa_handler = forward;
    action.sa_flags = SA_RESTART;
    sigaction(number, &action, nullptr);
  }
  for (;;) {
    int status;
    pid_t ended = waitpid(-1, &status, 0);
    if (ended == command) _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    if (ended < 0 && errno != EINTR) _exit(1);
  }
}

bool prepare(const LaunchPlan &plan, const Inside &inside, Report *report) {
  if (!enter_cgroups(inside.task_files, report)) return false;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Nobody inside may look into this process while it still holds what is the host's (CVE-2016-9962).
  prctl(PR_SET_DUMPABLE, 0);
  std::vector<int> trees;
  if (!receive_descriptors(inside.control, &trees)) _exit(1);  // the monitor gave up and has told why
  if (!plan.uid_map.empty() || inside.joined) {
    if (setgroups(0, nullptr) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
      return fail(report, "become root of the user namespace", "setresuid");
  }
  if (!inside_build_root(plan, trees, report)) return false;
  for (int tree : trees) close(tree);
  return inside_configure(plan.configure, report);
}

}  // namespace

void inside_main(const LaunchPlan &plan, const Inside &inside) {
  Report report;
  Stdio stdio = inside.stdio;
  reset_signals();
  setsid();
  if (!prepare(plan, inside, &report) || (plan.tty && !open_terminal(inside.control, &stdio, &report))) {
    send_report(inside.control, report);
    _exit(1);
  }
  send(inside.control, "P", 1, MSG_NOSIGNAL);

  std::vector<uint8_t> message(1 << 20);
  ssize_t size = recv(inside.control, message.data(), message.size(), 0);
  if (size <= 0) _exit(1);
  Reader reader(message.data(), size);
  std::vector<ConfigureStep> steps;
  Identity identity;
  errno = EPROTO;
  if (!decode_configure_steps(reader, &steps))
    fail(&report, "read the network's steps", "recv");
  else if (inside_configure(steps, &report) && inside_find_identity(plan.user, plan.group_add, &identity, &report) &&
           inside_become(plan, identity, stdio, inside.control, &report)) {
  }
  send_report(inside.control, report);
  _exit(1);
}

bool inside_become(const LaunchPlan &plan, const Identity &identity, const Stdio &stdio, int control, Report *report) {
  const std::string &directory = plan.working_directory.empty() ? "/" : plan.working_directory;
  if (plan.has_oom_score_adj) {
    Descriptor file(open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
    std::string value = std::to_string(plan.oom_score_adj);
    if (!file.valid() || write(file.get(), value.data(), value.size()) < 0)
      return fail(report, "set oom_score_adj", "write", "/proc/self/oom_score_adj");
  }
  if (plan.tty && ioctl(stdio.input, TIOCSCTTY, 0) < 0) return fail(report, "take the terminal", "TIOCSCTTY");
  if (dup2(stdio.input, 0) < 0 || dup2(stdio.output, 1) < 0 || dup2(stdio.error, 2) < 0)
    return fail(report, "connect standard input and output", "dup2");
  if (!inside_drop_privileges(plan, identity, directory, false, report)) return false;
  // A change of credentials clears it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Only 0, 1 and 2 pass to the program; the control socket closes with the exec and so says that it worked.
  syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
  std::vector<std::string> environment = plan.environment;
  bool has_home = false;
  for (const std::string &each : environment) has_home = has_home || each.compare(0, 5, "HOME=") == 0;
  if (!has_home) environment.push_back("HOME=" + identity.home);
  if (plan.reaper) {
    pid_t command = fork();
    if (command < 0) return fail(report, "start the command", "fork");
    if (command > 0) {
      syscall(SYS_close_range, 3u, ~0u, 0u);
      be_init(command);
    }
    (void)control;
    setsid();
  }
  return inside_execute(plan.argv, environment, report);
}
