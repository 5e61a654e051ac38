// Detached trees: made by the monitor as host root, because only it may idmap them, and attached by the child.
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "internal.h"

namespace {

int clone_tree(const char *path, bool recursive) {
  return syscall(SYS_open_tree, AT_FDCWD, path,
                 OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW | (recursive ? AT_RECURSIVE : 0));
}

bool set_attributes(int tree, uint64_t attributes, bool recursive, int user_namespace) {
  struct mount_attr attr = {};
  attr.attr_set = attributes;
  // So that nothing mounted on the host later shows inside, or the other way round.
  attr.propagation = 1u << 18;  // MS_PRIVATE
  if (user_namespace >= 0) {
    attr.attr_set |= MOUNT_ATTR_IDMAP;
    attr.userns_fd = user_namespace;
  }
  return syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), &attr, sizeof attr) == 0;
}

// A device is what its number says, not what its name says (CVE-2025-31133).
bool is_device(int descriptor, unsigned major_number, unsigned minor_number) {
  struct stat status;
  if (fstat(descriptor, &status) < 0) return false;
  if (S_ISCHR(status.st_mode) && status.st_rdev == makedev(major_number, minor_number)) return true;
  errno = ENODEV;
  return false;
}

}  // namespace

bool monitor_prepare_trees(const LaunchPlan &plan, int user_namespace, std::vector<Descriptor> *trees, Report *report) {
  for (const SetupStep &step : plan.setup) {
    bool root = step.op == SetupOp::root_tree;
    if (!root && step.op != SetupOp::tree && step.op != SetupOp::device) continue;
    const char *what = root                         ? "open the root file system"
                       : step.op == SetupOp::device ? "open the device"
                                                    : "open the volume";
    Descriptor tree(clone_tree(step.source.c_str(), step.recursive));
    if (!tree.valid()) return fail(report, what, "open_tree", step.source);
    if (step.op == SetupOp::device) {
      if (!is_device(tree.get(), step.major, step.minor)) return fail(report, what, "fstat", step.source);
    } else if (!set_attributes(tree.get(), step.attributes, step.recursive, step.idmapped ? user_namespace : -1)) {
      return fail(report, what, "mount_setattr", step.source);
    }
    trees->push_back(std::move(tree));
  }
  return true;
}
