// A config or secret as a file of a tmpfs of its own, which is then read-only as a whole: what the host's root has
// sealed no root of a user namespace can mount writable again. Nothing of it lies on a disk.
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "trees.h"

namespace {

int new_tmpfs() {
  Descriptor context(syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC));
  if (!context.valid()) return -1;
  // Since Linux 6.4, and only for the host's root; before, the pages may be swapped out like any program's memory.
  syscall(SYS_fsconfig, context.get(), FSCONFIG_SET_FLAG, "noswap", nullptr, 0);
  if (syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0) return -1;
  return syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
}

// Closed at the end: a file that is open for writing would keep its file system writable.
bool write_content(int directory, const SetupStep &step) {
  Descriptor file(openat(directory, "file", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
  if (!file.valid()) return false;
  for (size_t written = 0; written < step.content.size();) {
    ssize_t count = write(file.get(), step.content.data() + written, step.content.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    written += count;
  }
  return fchown(file.get(), step.uid, step.gid) == 0 && fchmod(file.get(), step.mode) == 0;
}

bool seal(int mount) {
  Descriptor context(syscall(SYS_fspick, mount, "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH));
  return context.valid() && syscall(SYS_fsconfig, context.get(), FSCONFIG_SET_FLAG, "ro", nullptr, 0) == 0 &&
         syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_RECONFIGURE, nullptr, nullptr, 0) == 0;
}

}  // namespace

Descriptor monitor_make_sealed_file(const SetupStep &step, const std::string &place, Report *report) {
  Descriptor directory(new_tmpfs());
  if (!directory.valid()) {
    fail(report, "make memory for the file", "fsmount", step.target);
    return Descriptor();
  }
  if (!write_content(directory.get(), step)) {
    fail(report, "write the file", "write", step.target);
    return Descriptor();
  }
  if (!seal(directory.get())) {
    fail(report, "seal the file", "fsconfig", step.target);
    return Descriptor();
  }
  if (syscall(SYS_move_mount, directory.get(), "", AT_FDCWD, place.c_str(), MOVE_MOUNT_F_EMPTY_PATH) < 0) {
    fail(report, "attach the file", "move_mount", place);
    return Descriptor();
  }
  Descriptor file(syscall(SYS_open_tree, directory.get(), "file", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
  struct mount_attr read_only = {};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  if (!file.valid() || syscall(SYS_mount_setattr, file.get(), "", AT_EMPTY_PATH, &read_only, sizeof read_only) < 0) {
    fail(report, "open the file", "open_tree", step.target);
    return Descriptor();
  }
  return file;
}
