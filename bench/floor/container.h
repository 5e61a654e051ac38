/* One container: the namespaces, mounts and interface that the job asks for, and nothing else. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

struct surroundings {
  const char *rootfs, *logs;
  int host_netlink, bridge;
};

/* 10.88.1.1, 10.88.1.2, …: the address of container `index`, counted from 1. */
uint32_t address_of(int index);
/* Returns the pid of its PID 1 when `sleep infinity` runs. */
pid_t start_container(const struct surroundings *surroundings, int index);
