// `lxc-monitor unshare FLAGS HOSTNAME UIDS GIDS USER INTERFACES MOUNTS -- PROGRAM [ARGUMENT...]`: a program of the host
// in new namespaces and nothing else, as unshare(1), lxc-unshare and lxc-usernsexec run one. Standard input and output
// are the caller's. FLAGS are CLONE_NEW*, a number. The others may be empty: UIDS and GIDS are the lines of the id
// maps, USER is a number, INTERFACES are the host's, with commas between them, and MOUNTS is not empty when /proc,
// /dev/shm and /dev/mqueue are to be those of the namespaces.
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

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "../common/guard.h"
#include "../common/netlink.h"
#include "roles.h"

namespace {

const int ours = 125, not_executable = 126, not_found = 127;

[[noreturn]] void give_up(const char *what, int code) {
  fprintf(stderr, "lxc-compose: cannot %s: %s\n", what, strerror(errno));
  exit(code);
}

struct Wanted {
  int flags;
  std::string hostname, uids, gids, user, interfaces;
  bool mounts;
};

// Ids without a map stay as they are outside.
bool map_ids(const Wanted &wanted, pid_t caller) {
  for (const auto &[name, lines] : {std::pair("uid_map", wanted.uids), std::pair("gid_map", wanted.gids)}) {
    std::string path = "/proc/" + std::to_string(caller) + "/" + name;
    Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    std::string_view map = lines.empty() ? "0 0 4294967295\n" : std::string_view(lines);
    // The kernel takes a map in one piece only.
    if (!file.valid() || write(file.get(), map.data(), map.size()) < 0) return false;
  }
  return true;
}

bool move_interfaces(const std::string &names, pid_t caller) {
  Descriptor kernel(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!kernel.valid()) return false;
  for (size_t start = 0; start < names.size();) {
    size_t end = std::min(names.find(',', start), names.size());
    std::string name = names.substr(start, end - start);
    start = end + 1;
    uint32_t target = static_cast<uint32_t>(caller);
    Message message;
    message.begin<struct ifinfomsg>(RTM_NEWLINK, 0);
    message.attribute(IFLA_IFNAME, name.c_str(), name.size() + 1);
    message.attribute(IFLA_NET_NS_PID, &target, sizeof target);
    if (!talk(kernel.get(), message)) return false;
  }
  return true;
}

// Only who is outside may map more than one id (user_namespaces(7)), and see the host's interfaces: a process that
// stays there does both.
void unshare_helped(const Wanted &wanted) {
  int told[2];
  pid_t caller = getpid();
  if (pipe2(told, O_CLOEXEC) < 0) give_up("make the namespaces", ours);
  pid_t helper = fork();
  if (helper < 0) give_up("make the namespaces", ours);
  if (helper == 0) {
    char byte;
    close(told[1]);
    if (read(told[0], &byte, 1) != 1) _exit(1);
    if (wanted.flags & CLONE_NEWUSER && !map_ids(wanted, caller)) give_up("map the ids", ours);
    if (!wanted.interfaces.empty() && !move_interfaces(wanted.interfaces, caller))
      give_up(("move " + wanted.interfaces).c_str(), ours);
    _exit(0);
  }
  if (unshare(wanted.flags) < 0) give_up("make the namespaces", ours);
  int status = 0;
  bool asked = write(told[1], "M", 1) == 1 && waitpid(helper, &status, 0) == helper;
  // It has said why.
  if (!asked || !WIFEXITED(status) || WEXITSTATUS(status) != 0) exit(ours);
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

void mount_proc() {
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) < 0) give_up("mount /proc", ours);
}

// LXC's: what shows the namespaces, where the host has a place for it.
void mount_usual() {
  mount_proc();
  for (auto [type, target] : {std::pair("tmpfs", "/dev/shm"), std::pair("mqueue", "/dev/mqueue")})
    if (mount(type, target, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) < 0 && errno != ENOENT)
      give_up((std::string("mount ") + target).c_str(), ours);
}

[[noreturn]] void become(const Wanted &wanted, char **program) {
  if (!wanted.user.empty()) {
    uid_t user = static_cast<uid_t>(strtoul(wanted.user.c_str(), nullptr, 10));
    if (setresuid(user, user, user) < 0) give_up("become the user", ours);
  }
  execvp(program[0], program);
  give_up(program[0], errno == ENOENT || errno == ENOTDIR ? not_found : not_executable);
}

}  // namespace

int unshare_main(int count, char **arguments) {
  if (count < 9 || strcmp(arguments[7], "--") != 0) return ours;
  Wanted wanted = {static_cast<int>(strtoul(arguments[0], nullptr, 10)),
                   arguments[1],
                   arguments[2],
                   arguments[3],
                   arguments[4],
                   arguments[5],
                   *arguments[6] != '\0'};
  char **program = arguments + 8;
  // Its maps need a process that can be looked into.
  prctl(PR_SET_DUMPABLE, 1);
  if (wanted.flags & CLONE_NEWUSER || !wanted.interfaces.empty())
    unshare_helped(wanted);
  else if (unshare(wanted.flags) < 0)
    give_up("make the namespaces", ours);
  if (wanted.user.empty() && (!wanted.uids.empty() || !wanted.gids.empty())) become_root();
  if (!wanted.hostname.empty() && sethostname(wanted.hostname.data(), wanted.hostname.size()) < 0)
    give_up("set the host's name", ours);
  if (wanted.flags & CLONE_NEWNET) raise_loopback();
  if (wanted.flags & CLONE_NEWNS && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0)
    give_up("make the mounts private", ours);
  // Only a child is in the new PID namespace. A first process that is no init would be spared signals and leave
  // zombies: one of ours is PID 1, and the program is its child.
  if (!(wanted.flags & CLONE_NEWPID)) {
    if (wanted.mounts) mount_usual();
    become(wanted, program);
  }
  pid_t init = fork();
  if (init < 0) give_up("start the program", ours);
  if (init > 0) stand_before(init);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (wanted.mounts)
    mount_usual();
  else if (wanted.flags & CLONE_NEWNS)
    mount_proc();
  pid_t child = fork();
  if (child < 0) give_up("start the program", ours);
  if (child == 0) become(wanted, program);
  stand_before(child);
}
