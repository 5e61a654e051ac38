/* The limits of the job on cgroup v1 (three hierarchies) or v2 (one). */
#pragma once
#include <stdbool.h>

/* What a new container needs to become a member: on v1 the `tasks` files, on v2 the directory for CLONE_INTO_CGROUP. */
struct membership {
  int descriptors[3];
  int count;
};

bool cgroup_is_v2(void);
/* Makes the parent group of all containers. */
void cgroup_begin(void);
/* Makes the group of container `index` with its limits. */
struct membership cgroup_make(int index);
void cgroup_release(struct membership membership);
/* Moves the caller, a process of one thread, into the group of container `index`. */
void cgroup_join(int index);
/* Whether all limits of container `index` are as they were set. */
bool cgroup_is_right(int index);
void cgroup_remove(int containers);
