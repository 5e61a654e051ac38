// From root of the namespaces to the program: shared by PID 1 and by exec.
#include <fcntl.h>
#include <linux/mount.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "inside.h"
#include "passing.h"

namespace {

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

// PID 1 of a container that is there for one program, which the monitor starts beside it.
[[noreturn]] void hold() {
  // The kernel reaps for who ignores its children's ends (waitpid(2)).
  signal(SIGCHLD, SIG_IGN);
  for (;;) pause();
}

bool connect_stdio(const Program &program, Report *report) {
  if (program.tty && ioctl(program.stdio.input, TIOCSCTTY, 0) < 0)
    return fail(report, "take the terminal", "TIOCSCTTY");
  if (dup2(program.stdio.input, 0) < 0 || dup2(program.stdio.output, 1) < 0 || dup2(program.stdio.error, 2) < 0)
    return fail(report, "connect standard input and output", "dup2");
  return true;
}

}  // namespace

// Writing 0 into `tasks` moves the writer alone and costs 26 µs; cgroup.procs waits for a grace period.
bool inside_enter_cgroups(const std::vector<int> &task_files, Report *report) {
  for (int file : task_files)
    if (write(file, "0", 1) != 1) return fail(report, "enter the cgroup", "write", "tasks");
  return true;
}

// The starter came with every disposition at its default, and the monitor sets none: the mask is all there is to undo.
void inside_reset_signals() {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

void inside_close_all_but(std::vector<int> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned first = 3;
  for (int each : kept) {
    if (each < 3) continue;
    unsigned number = static_cast<unsigned>(each);
    if (number > first) syscall(SYS_close_range, first, number - 1, 0);
    first = number + 1;
  }
  syscall(SYS_close_range, first, ~0u, 0);
}

namespace {

// The terminal comes from the container's own devpts, and its other side by TIOCGPTPEER, not by a name that the
// container could have replaced (CVE-2025-52565).
bool open_terminal(Descriptor *master, Descriptor *peer, Report *report) {
  master->reset(open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master->valid()) return fail(report, "open a terminal", "open", "/dev/pts/ptmx");
  int unlocked = 0;
  if (ioctl(master->get(), TIOCSPTLCK, &unlocked) < 0) return fail(report, "open a terminal", "TIOCSPTLCK");
  peer->reset(ioctl(master->get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  return peer->valid() || fail(report, "open a terminal", "TIOCGPTPEER");
}

// By descriptors on both sides: neither name can be made to lead elsewhere (CVE-2026-88264).
bool bind_terminal(const Descriptor &peer, const std::string &path, Report *report) {
  int place = open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (place < 0 && errno == EEXIST) place = open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
  Descriptor file(place);
  if (!file.valid()) return fail(report, "make the terminal", "open", path);
  Descriptor tree(
      static_cast<int>(syscall(SYS_open_tree, peer.get(), "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)));
  if (!tree.valid()) return fail(report, "take the terminal", "open_tree", path);
  bool done =
      syscall(SYS_move_mount, tree.get(), "", file.get(), "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) == 0;
  return done || fail(report, "bind the terminal to", "move_mount", path);
}

}  // namespace

bool inside_open_terminal(int control, Stdio *stdio, Report *report) {
  Descriptor master, peer;
  if (!open_terminal(&master, &peer, report)) return false;
  if (!send_descriptors(control, {master.get()})) return fail(report, "hand the terminal over", "sendmsg");
  int number = peer.release();
  *stdio = {number, number, number};
  return true;
}

bool inside_open_terminals(const LaunchPlan &plan, int control, Stdio *stdio, Report *report) {
  std::vector<Descriptor> held;
  std::vector<int> masters;
  for (uint32_t number = plan.tty ? 0 : 1; number <= plan.console.ttys; number++) {
    Descriptor master, peer;
    std::string path = number == 0 ? "/dev/console" : "/dev/tty" + std::to_string(number);
    if (!open_terminal(&master, &peer, report) || !bind_terminal(peer, path, report)) return false;
    masters.push_back(master.get());
    held.push_back(std::move(master));
    if (number > 0) continue;
    int own = peer.release();
    *stdio = {own, own, own};
  }
  return masters.empty() || send_descriptors(control, masters) || fail(report, "hand the terminals over", "sendmsg");
}

bool inside_become(const LaunchPlan &plan, const Program &program, Report *report) {
  if (!connect_stdio(program, report) || !inside_take_traits(plan, program.label, program.personality, report))
    return false;
  std::string directory = program.directory.empty() ? "/" : program.directory;
  if (!inside_drop_privileges(plan, program.identity, directory, program.privileged, report)) return false;
  // A change of credentials clears it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Only 0, 1 and 2 pass to the program; the control socket closes with the exec and so says that it worked.
  syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
  std::vector<std::string> environment = program.environment;
  bool has_home = false;
  for (const std::string &each : environment) has_home = has_home || each.compare(0, 5, "HOME=") == 0;
  if (!has_home) environment.push_back("HOME=" + program.identity.home);
  if (program.reaper && program.argv.empty()) {
    syscall(SYS_close_range, 3u, ~0u, 0u);
    hold();
  }
  if (program.reaper) {
    pid_t command = fork();
    if (command < 0) return fail(report, "start the command", "fork");
    if (command > 0) {
      syscall(SYS_close_range, 3u, ~0u, 0u);
      be_init(command);
    }
    setsid();
    prctl(PR_SET_PDEATHSIG, 0);
  }
  return inside_execute(program.argv, environment, report);
}
