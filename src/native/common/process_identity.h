// A number that, together with a pid, names one process for as long as the machine runs.
#pragma once
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cstdint>

#include "guard.h"

// Field 22 of /proc/PID/stat, in clock ticks since boot. 0 when there is no such process.
inline uint64_t process_start_time(pid_t pid) {
  char path[32], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  Descriptor file(open(path, O_RDONLY | O_CLOEXEC));
  ssize_t size = file.valid() ? read(file.get(), text, sizeof text - 1) : -1;
  if (size <= 0) return 0;
  text[size] = '\0';
  // The name, field 2, may hold blanks and brackets itself: counted from its last closing one.
  const char *field = strrchr(text, ')');
  for (int number = 2; field != nullptr && number < 22; number++) field = strchr(field + 1, ' ');
  return field == nullptr ? 0 : strtoull(field, nullptr, 10);
}

// The inode of the pidfd, which is unique since pidfs (Linux 6.9). Older kernels give every pidfd one anonymous inode:
// there it is the start time, because no pid comes round again within one clock tick. 0 when the process is gone.
inline uint64_t process_identity(pid_t pid, int pidfd) {
  const long pidfs_magic = 0x50494446;
  struct statfs filesystem;
  struct stat status;
  if (fstatfs(pidfd, &filesystem) < 0 || fstat(pidfd, &status) < 0) return 0;
  return filesystem.f_type == pidfs_magic ? status.st_ino : process_start_time(pid);
}
