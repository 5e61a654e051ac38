// A device of the host as a node of the container's own. The host's node cannot be bound instead: devtmpfs knows no
// idmapped mounts, so that whatever it says of owner and group would be nobody's inside.
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "trees.h"

namespace {

// Made by the host's root: nodes on a file system of a user namespace cannot be opened.
int new_tmpfs() {
  Descriptor context(syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC));
  if (!context.valid() || syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0) return -1;
  return syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
}

}  // namespace

Descriptor monitor_make_device_node(const SetupStep &step, const std::string &place, Report *report) {
  Descriptor directory(new_tmpfs());
  dev_t number = makedev(step.major, step.minor);
  mode_t mode = (step.block ? S_IFBLK : S_IFCHR) | step.mode;
  // The mode again, for the first call heeds the umask.
  if (!directory.valid() || mknodat(directory.get(), "node", mode, number) < 0 ||
      fchownat(directory.get(), "node", step.uid, step.gid, AT_SYMLINK_NOFOLLOW) < 0 ||
      fchmodat(directory.get(), "node", step.mode, 0) < 0) {
    fail(report, "make the device", "mknodat", step.target);
    return Descriptor();
  }
  if (syscall(SYS_move_mount, directory.get(), "", AT_FDCWD, place.c_str(), MOVE_MOUNT_F_EMPTY_PATH) < 0) {
    fail(report, "attach the device", "move_mount", place);
    return Descriptor();
  }
  Descriptor node(syscall(SYS_open_tree, directory.get(), "node", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
  if (!node.valid()) fail(report, "open the device", "open_tree", step.target);
  return node;
}
