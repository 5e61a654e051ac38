// `lxc-monitor unshare FLAGS HOSTNAME UIDS GIDS -- PROGRAM [ARGUMENT...]`: a program of the host in new namespaces and
// nothing else, as unshare(1), lxc-unshare and lxc-usernsexec run one. Standard input and output are the caller's.
// FLAGS are CLONE_NEW*, a number. HOSTNAME, UIDS and GIDS may be empty; those two are the lines of the id maps.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "../common/guard.h"
#include "roles.h"

namespace {

const int ours = 125, not_executable = 126, not_found = 127;

[[noreturn]] void give_up(const char *what, int code) {
  fprintf(stderr, "lxc-compose: cannot %s: %s\n", what, strerror(errno));
  exit(code);
}

// Ids without a map stay as they are outside. Only who is outside may map more than one (user_namespaces(7)): a process
// that stays there does it.
void unshare_with_ids(int flags, const char *uids, const char *gids) {
  int told[2];
  pid_t caller = getpid();
  if (pipe2(told, O_CLOEXEC) < 0) give_up("map the ids", ours);
  pid_t mapper = fork();
  if (mapper < 0) give_up("map the ids", ours);
  if (mapper == 0) {
    char byte;
    close(told[1]);
    if (read(told[0], &byte, 1) != 1) _exit(1);
    for (auto [name, lines] : {std::pair("uid_map", uids), std::pair("gid_map", gids)}) {
      std::string path = "/proc/" + std::to_string(caller) + "/" + name;
      Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
      std::string_view map = *lines ? lines : "0 0 4294967295\n";
      // The kernel takes a map in one piece only.
      if (!file.valid() || write(file.get(), map.data(), map.size()) < 0) _exit(errno);
    }
    _exit(0);
  }
  if (unshare(flags) < 0) give_up("make the namespaces", ours);
  int status = 0;
  bool asked = write(told[1], "M", 1) == 1 && waitpid(mapper, &status, 0) == mapper;
  errno = WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
  if (!asked || errno != 0) give_up("map the ids", ours);
  close(told[0]);
  close(told[1]);
}

// Root of a map of its own: without this, an id that the map leaves out would be nobody's.
void become_root() {
  if (setgroups(0, nullptr) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
    give_up("become root of the new ids", ours);
}

// A new network has a loopback interface that is down.
void raise_loopback() {
  Descriptor any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  struct ifreq request = {};
  strcpy(request.ifr_name, "lo");
  if (!any.valid() || ioctl(any.get(), SIOCGIFFLAGS, &request) < 0) return;
  request.ifr_flags |= IFF_UP;
  ioctl(any.get(), SIOCSIFFLAGS, &request);
}

int command = -1;
void forward(int number) { kill(command, number); }

// Forwards what is sent to it and ends as the program does.
[[noreturn]] void stand_before(pid_t pid) {
  command = pid;
  for (int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH}) {
    struct sigaction action = {};
    action.sa_handler = forward;
    action.sa_flags = SA_RESTART;
    sigaction(number, &action, nullptr);
  }
  for (;;) {
    int status;
    pid_t ended = waitpid(-1, &status, 0);
    if (ended == pid) exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    if (ended < 0 && errno != EINTR) exit(ours);
  }
}

[[noreturn]] void become(char **program) {
  execvp(program[0], program);
  give_up(program[0], errno == ENOENT || errno == ENOTDIR ? not_found : not_executable);
}

}  // namespace

int unshare_main(int count, char **arguments) {
  if (count < 6 || strcmp(arguments[4], "--") != 0) return ours;
  int flags = static_cast<int>(strtoul(arguments[0], nullptr, 10));
  const char *hostname = arguments[1], *uids = arguments[2], *gids = arguments[3];
  char **program = arguments + 5;
  // Its maps need a process that can be looked into.
  prctl(PR_SET_DUMPABLE, 1);
  if (flags & CLONE_NEWUSER)
    unshare_with_ids(flags, uids, gids);
  else if (unshare(flags) < 0)
    give_up("make the namespaces", ours);
  if (*uids || *gids) become_root();
  if (*hostname && sethostname(hostname, strlen(hostname)) < 0) give_up("set the host's name", ours);
  if (flags & CLONE_NEWNET) raise_loopback();
  if (flags & CLONE_NEWNS && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0)
    give_up("make the mounts private", ours);
  // Only a child is in the new PID namespace. A first process that is no init would be spared signals and leave
  // zombies: one of ours is PID 1, and the program is its child.
  if (!(flags & CLONE_NEWPID)) become(program);
  pid_t init = fork();
  if (init < 0) give_up("start the program", ours);
  if (init > 0) stand_before(init);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (flags & CLONE_NEWNS && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) < 0)
    give_up("mount /proc", ours);
  pid_t child = fork();
  if (child < 0) give_up("start the program", ours);
  if (child == 0) become(program);
  stand_before(child);
}
