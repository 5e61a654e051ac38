// Only the host's root may idmap a tree: that is why the monitor makes them and not the child.
#include "trees.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

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

bool needs_private_mounts(const SetupStep &step) {
  return step.op == SetupOp::root_overlay || step.op == SetupOp::overlay || step.op == SetupOp::device_node ||
         step.op == SetupOp::sealed_file;
}

bool is_tree(const SetupStep &step) { return step.op == SetupOp::root_tree || step.op == SetupOp::tree; }

Descriptor prepare(const SetupStep &step, const LaunchPlan &plan, int user_namespace, Report *report) {
  if (step.op == SetupOp::device_node) return monitor_make_device_node(step, plan.run_directory, report);
  if (step.op == SetupOp::sealed_file) return monitor_make_sealed_file(step, plan.run_directory, report);
  if (needs_private_mounts(step)) return monitor_make_overlay(step, user_namespace, report);
  if (is_tree(step)) {
    const char *what = step.op == SetupOp::root_tree ? "open the root file system" : "open the volume";
    return monitor_clone_tree(step.source, step.recursive, step.attributes, step.idmapped ? user_namespace : -1, what,
                              report);
  }
  Descriptor device(clone_tree(step.source.c_str(), false));
  if (!device.valid()) fail(report, "open the device", "open_tree", step.source);
  if (device.valid() && !is_device(device.get(), step.major, step.minor)) {
    fail(report, "open the device", "fstat", step.source);
    device.reset();
  }
  return device;
}

}  // namespace

Descriptor monitor_clone_tree(const std::string &path, bool recursive, uint64_t attributes, int user_namespace,
                              const char *what, Report *report) {
  Descriptor tree(clone_tree(path.c_str(), recursive));
  if (!tree.valid()) {
    fail(report, what, "open_tree", path);
  } else if (!set_attributes(tree.get(), attributes, recursive, user_namespace)) {
    fail(report, what, "mount_setattr", path);
    tree.reset();
  }
  return tree;
}

bool monitor_prepare_trees(const LaunchPlan &plan, int user_namespace, std::vector<Descriptor> *trees, Report *report) {
  auto prepare_all = [&](std::vector<Descriptor> *made, Report *problem) {
    for (const SetupStep &step : plan.setup) {
      if (!needs_private_mounts(step) && !is_tree(step) && step.op != SetupOp::device) continue;
      made->push_back(prepare(step, plan, user_namespace, problem));
      if (!made->back().valid()) return false;
    }
    return true;
  };
  for (const SetupStep &step : plan.setup)
    if (needs_private_mounts(step)) return monitor_with_private_mounts(prepare_all, trees, report);
  return prepare_all(trees, report);
}

std::vector<int> numbers_of(const std::vector<Descriptor> &descriptors) {
  std::vector<int> numbers;
  for (const Descriptor &each : descriptors) numbers.push_back(each.get());
  return numbers;
}
