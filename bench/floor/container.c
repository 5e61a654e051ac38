#define _GNU_SOURCE
#include "container.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup.h"
#include "fail.h"
#include "netlink.h"

uint32_t address_of(int index) {
  const int zero_based = index - 1;
  return htonl(10u << 24 | 88u << 16 | (1 + zero_based / 250) << 8 | (1 + zero_based % 250));
}

/* From inside, so that nobody waits for anybody: the socket was opened in the host's namespace before the clone, and
 * the kernel looks pid 1 up in the pid namespace of the sender. */
static void make_interface(const struct surroundings *surroundings, int index) {
  struct request request = {.length = 0};
  char name[16];
  snprintf(name, sizeof name, "floor%d", index);
  add_veth(&request, name, surroundings->bridge, 1);
  must_answer(netlink_send(surroundings->host_netlink, &request), name);

  const int loopback = 1, eth0 = 2;
  int netlink = must(netlink_open(), "netlink");
  set_up(&request, loopback);
  add_address(&request, eth0, address_of(index));
  set_up(&request, eth0);
  add_default_route(&request, eth0, htonl(0x0a580001));
  must_answer(netlink_send(netlink, &request), "eth0");
  close(netlink);
}

static void make_devices(void) {
  static const struct {
    const char *path;
    int major, minor;
  } devices[] = {{"dev/null", 1, 3},   {"dev/zero", 1, 5},    {"dev/full", 1, 7},
                 {"dev/random", 1, 8}, {"dev/urandom", 1, 9}, {"dev/tty", 5, 0}};
  must(mount("tmpfs", "dev", "tmpfs", MS_NOSUID, "mode=755,size=64k"), "dev");
  umask(0);
  for (unsigned each = 0; each < sizeof devices / sizeof *devices; each++)
    must(mknod(devices[each].path, S_IFCHR | 0666, makedev(devices[each].major, devices[each].minor)), "mknod");
  umask(022);
  must(mkdir("dev/pts", 0755), "dev/pts");
  must(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620"), "devpts");
  must(symlink("pts/ptmx", "dev/ptmx"), "dev/ptmx");
  must(symlink("/proc/self/fd", "dev/fd"), "dev/fd");
}

static void make_root(const char *rootfs) {
  must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
  must(mount(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL), "rootfs");
  must(mount(NULL, rootfs, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID, NULL), "read-only rootfs");
  must(chdir(rootfs), "rootfs");
  const int no_programs = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  must(mount("proc", "proc", "proc", no_programs, NULL), "proc");
  must(mount("sysfs", "sys", "sysfs", no_programs | MS_RDONLY, NULL), "sys");
  make_devices();
  must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
  must(umount2(".", MNT_DETACH), "old root");
  must(chdir("/"), "/");
}

static void become_container(const struct surroundings *surroundings, int index, struct membership membership) {
  /* A process of one thread that moves itself by `tasks` does not wait for a grace period, unlike one moved by
   * cgroup.procs. On v2 the clone has done it. */
  if (!cgroup_is_v2())
    for (int each = 0; each < membership.count; each++) must(write(membership.descriptors[each], "0", 1), "tasks");
  char path[512], name[16];
  snprintf(path, sizeof path, "%s/c%d.log", surroundings->logs, index);
  int log = must(open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644), path);
  make_interface(surroundings, index);
  make_root(surroundings->rootfs);
  snprintf(name, sizeof name, "c%d", index);
  must(sethostname(name, strlen(name)), "hostname");
  must(setsid(), "setsid");
  dup2(must(open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null"), 0);
  dup2(log, 1);
  dup2(log, 2);
  char *program[] = {"sleep", "infinity", NULL}, *environment[] = {"PATH=/bin", NULL};
  execve("/bin/sleep", program, environment);
  fail("/bin/sleep");
}

pid_t start_container(const struct surroundings *surroundings, int index) {
  struct membership membership = cgroup_make(index);
  struct clone_args arguments = {
      .flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_VFORK,
      .exit_signal = SIGCHLD};
  if (cgroup_is_v2()) {
    arguments.flags |= CLONE_INTO_CGROUP;
    arguments.cgroup = membership.descriptors[0];
  }
  /* CLONE_VFORK without CLONE_VM: the call returns when the program has been started or the child has failed. */
  pid_t pid = must(syscall(SYS_clone3, &arguments, sizeof arguments), "clone3");
  if (pid == 0) become_container(surroundings, index, membership);
  cgroup_release(membership);
  int status;
  if (waitpid(pid, &status, WNOHANG) == pid) fail("container ended at once");
  return pid;
}
