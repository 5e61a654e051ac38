/* floor: the least work of the kernel that does the job of the benchmark, as one small program.
 *
 *   floor up N | down | look | exec INDEX PROGRAM [ARGUMENT...] | ping N
 *
 * Runs in the current network namespace, which must be one of its own. FLOOR_ROOTFS is the root of all containers,
 * FLOOR_RUN where pids and logs go. It is a yardstick, not a container runtime: no user namespace, capabilities or
 * seccomp, nobody watches the containers, and a second `up` is not a thing it can do.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup.h"
#include "container.h"
#include "fail.h"
#include "netlink.h"
#include "ping.h"

static const char *bridge = "floor0";
static pid_t pids[4096];
static int containers;

static const char *from_environment(const char *name) {
  const char *value = getenv(name);
  if (!value) {
    fprintf(stderr, "floor: %s is not set\n", name);
    exit(2);
  }
  return value;
}

static int open_pids(int flags) {
  char path[512];
  snprintf(path, sizeof path, "%s/pids", from_environment("FLOOR_RUN"));
  return must(open(path, flags | O_CLOEXEC, 0644), path);
}

static void read_pids(void) {
  int file = open_pids(O_RDONLY);
  containers = must(read(file, pids, sizeof pids), "pids") / sizeof *pids;
  close(file);
}

static void up(int count) {
  if (count < 1 || count > (int)(sizeof pids / sizeof *pids)) exit(2);
  struct surroundings surroundings = {.rootfs = from_environment("FLOOR_ROOTFS"),
                                      .logs = from_environment("FLOOR_RUN"),
                                      .host_netlink = must(netlink_open(), "netlink")};
  struct request request = {.length = 0};
  cgroup_begin();
  add_bridge(&request, bridge);
  must_answer(netlink_send(surroundings.host_netlink, &request), bridge);
  surroundings.bridge = if_nametoindex(bridge);
  add_address(&request, surroundings.bridge, htonl(0x0a580001));
  must_answer(netlink_send(surroundings.host_netlink, &request), "10.88.0.1");
  for (int index = 1; index <= count; index++) pids[index - 1] = start_container(&surroundings, index);
  int file = open_pids(O_WRONLY | O_CREAT | O_TRUNC);
  must(write(file, pids, count * sizeof *pids), "pids");
}

static void down(void) {
  read_pids();
  int netlink = must(netlink_open(), "netlink");
  struct request request = {.length = 0};
  struct pollfd ends[containers];
  for (int each = 0; each < containers; each++)
    ends[each] = (struct pollfd){.fd = must(syscall(SYS_pidfd_open, pids[each], 0), "pidfd"), .events = POLLIN};
  delete_group(&request);
  must_answer(netlink_send(netlink, &request), "delete links");
  for (int each = 0; each < containers; each++)
    must(syscall(SYS_pidfd_send_signal, ends[each].fd, SIGKILL, NULL, 0), "kill");
  for (int each = 0; each < containers; each++) must(poll(&ends[each], 1, 10000), "poll");
  cgroup_remove(containers);
}

/* Reads everything again that `up` made, inside the namespaces too: the yardstick of a second `up` with nothing to do.
 */
static void look(void) {
  read_pids();
  int netlink = must(netlink_open(), "netlink"), ports, ignored;
  count_links(netlink, if_nametoindex(bridge), &ports);
  if (ports != containers) exit(1);
  for (int each = 0; each < containers; each++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/net", pids[each]);
    int namespace = must(open(path, O_RDONLY | O_CLOEXEC), path);
    must(setns(namespace, CLONE_NEWNET), path);
    int inside = must(netlink_open(), "netlink");
    if (count_links(inside, 0, &ignored) < 2 || !cgroup_is_right(each + 1)) exit(1);
    close(inside);
    close(namespace);
  }
}

static void execute(int index, char **program) {
  read_pids();
  if (index < 1 || index > containers) exit(2);
  cgroup_join(index);
  int container = must(syscall(SYS_pidfd_open, pids[index - 1], 0), "pidfd");
  must(setns(container, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP),
       "setns");
  pid_t pid = vfork();
  if (pid == 0) {
    execvp(program[0], program);
    _exit(127);
  }
  int status;
  must(waitpid(must(pid, "vfork"), &status, 0), "wait");
  exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128);
}

int main(int count, char **words) {
  const char *verb = count > 1 ? words[1] : "";
  if (!strcmp(verb, "up") && count == 3)
    up(atoi(words[2]));
  else if (!strcmp(verb, "down"))
    down();
  else if (!strcmp(verb, "look"))
    look();
  else if (!strcmp(verb, "exec") && count > 3)
    execute(atoi(words[2]), words + 3);
  else if (!strcmp(verb, "ping") && count == 3)
    ping_all(atoi(words[2]));
  else
    return 2;
  return 0;
}
