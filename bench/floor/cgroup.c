#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"

struct limit {
  const char *controller, *file, *value;
};

/* Half a processor, 64 MiB, 64 processes: the same in every peer. */
static const struct limit limits_v1[] = {
    {"memory", "memory.limit_in_bytes", "67108864"}, {"pids", "pids.max", "64"}, {"cpu", "cpu.cfs_quota_us", "50000"}};
static const struct limit limits_v2[] = {
    {"", "memory.max", "67108864"}, {"", "pids.max", "64"}, {"", "cpu.max", "50000 100000"}};

bool cgroup_is_v2(void) { return access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0; }
static const struct limit *limits(void) { return cgroup_is_v2() ? limits_v2 : limits_v1; }
static int hierarchies(void) { return cgroup_is_v2() ? 1 : 3; }

static const char *parent(int hierarchy) {
  static char path[128];
  snprintf(path, sizeof path, "/sys/fs/cgroup/%s/lxc-compose-floor", limits()[hierarchy].controller);
  return path;
}

static const char *child(int hierarchy, int index, const char *file) {
  static char path[256];
  snprintf(path, sizeof path, "%s/c%d/%s", parent(hierarchy), index, file);
  return path;
}

static void put(const char *path, const char *value) {
  int file = must(open(path, O_WRONLY | O_CLOEXEC), path);
  must(write(file, value, strlen(value)), path);
  close(file);
}

void cgroup_begin(void) {
  for (int each = 0; each < hierarchies(); each++)
    if (mkdir(parent(each), 0755) && errno != EEXIST) fail(parent(each));
  if (!cgroup_is_v2()) return;
  put("/sys/fs/cgroup/cgroup.subtree_control", "+memory +pids +cpu");
  put("/sys/fs/cgroup/lxc-compose-floor/cgroup.subtree_control", "+memory +pids +cpu");
}

struct membership cgroup_make(int index) {
  struct membership made = {.count = hierarchies()};
  for (int each = 0; each < made.count; each++) must(mkdir(child(each, index, ""), 0755), child(each, index, ""));
  for (int each = 0; each < 3; each++)
    put(child(cgroup_is_v2() ? 0 : each, index, limits()[each].file), limits()[each].value);
  for (int each = 0; each < made.count; each++) {
    const char *path = child(each, index, cgroup_is_v2() ? "" : "tasks");
    made.descriptors[each] = must(open(path, (cgroup_is_v2() ? O_RDONLY : O_WRONLY) | O_CLOEXEC), path);
  }
  return made;
}

void cgroup_release(struct membership membership) {
  for (int each = 0; each < membership.count; each++) close(membership.descriptors[each]);
}

void cgroup_join(int index) {
  for (int each = 0; each < hierarchies(); each++)
    put(child(each, index, cgroup_is_v2() ? "cgroup.procs" : "tasks"), "0");
}

bool cgroup_is_right(int index) {
  for (int each = 0; each < 3; each++) {
    char value[64];
    int file = open(child(cgroup_is_v2() ? 0 : each, index, limits()[each].file), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    int size = read(file, value, sizeof value - 1);
    close(file);
    if (size < 0 || strncmp(value, limits()[each].value, strlen(limits()[each].value))) return false;
  }
  return true;
}

/* A group of a process that has just died stays busy for a moment. */
static void remove_when_empty(const char *path) {
  for (int tries = 0; rmdir(path) && errno != ENOENT; tries++) {
    if (errno != EBUSY || tries > 50000) fail(path);
    usleep(100);
  }
}

void cgroup_remove(int containers) {
  for (int each = 0; each < hierarchies(); each++) {
    for (int index = 1; index <= containers; index++) remove_when_empty(child(each, index, ""));
    remove_when_empty(parent(each));
  }
}
