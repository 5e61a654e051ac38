// The container's file tree, built from the setup steps inside the new namespaces and then made the root. Every target
// is resolved below the new root by openat2, so that a link in the image leads nowhere else (CVE-2021-30465 and its
// family).
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hook.h"
#include "internal.h"

namespace {

int open_in(int root, const std::string &path, uint64_t flags, uint64_t mode = 0) {
  struct open_how how = {};
  how.flags = flags | O_CLOEXEC;
  how.mode = mode;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return syscall(SYS_openat2, root, path.c_str(), &how, sizeof how);
}

std::string parent_of(const std::string &path) {
  size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string name_of(const std::string &path) { return path.substr(path.rfind('/') + 1); }

// Opens the directory, making what is missing on the way; each step on a parent that is held open.
int make_directory(int root, const std::string &path, mode_t mode) {
  int found = open_in(root, path, O_PATH | O_DIRECTORY);
  if (found >= 0 || errno != ENOENT || path == "/") return found;
  Descriptor parent(make_directory(root, parent_of(path), 0755));
  if (!parent.valid()) return -1;
  if (mkdirat(parent.get(), name_of(path).c_str(), mode) < 0 && errno != EEXIST) return -1;
  return open_in(root, path, O_PATH | O_DIRECTORY);
}

// A mount point of the kind that the tree needs: a directory, or an empty file.
int make_target(int root, const std::string &path, bool directory) {
  int found = open_in(root, path, O_PATH);
  if (found >= 0 || errno != ENOENT) return found;
  if (directory) return make_directory(root, path, 0755);
  Descriptor parent(make_directory(root, parent_of(path), 0755));
  if (!parent.valid()) return -1;
  int file = openat(parent.get(), name_of(path).c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, 0644);
  if (file < 0 && errno != EEXIST) return -1;
  if (file >= 0) close(file);
  return open_in(root, path, O_PATH);
}

bool is_directory(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

bool attach(int tree, int target) {
  return syscall(SYS_move_mount, tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) == 0;
}

int new_filesystem(const std::string &type, const std::vector<std::string> &options, uint64_t attributes) {
  Descriptor context(syscall(SYS_fsopen, type.c_str(), FSOPEN_CLOEXEC));
  if (!context.valid()) return -1;
  for (const std::string &option : options) {
    size_t equals = option.find('=');
    int result = equals == std::string::npos
                     ? syscall(SYS_fsconfig, context.get(), FSCONFIG_SET_FLAG, option.c_str(), nullptr, 0)
                     : syscall(SYS_fsconfig, context.get(), FSCONFIG_SET_STRING, option.substr(0, equals).c_str(),
                               option.c_str() + equals + 1, 0);
    if (result < 0) return -1;
  }
  if (syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0) return -1;
  return syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, attributes);
}

// What was mounted must be what was asked for: a redirected /proc would make later writes harmless-looking lies
// (CVE-2019-19921, CVE-2025-52881).
bool has_magic(int mount, const std::string &type) {
  struct statfs status;
  if (fstatfs(mount, &status) < 0) return false;
  if (type == "proc") return status.f_type == PROC_SUPER_MAGIC;
  if (type == "sysfs") return status.f_type == SYSFS_MAGIC;
  return true;
}

struct Build {
  int root = -1;
  const std::vector<int> &trees;
  size_t next_tree = 0;
  std::vector<int> filesystems;
  size_t next_filesystem = 0;
  int empty = -1;  // one read-only tmpfs for all masked directories
};

bool mount_at(Build &build, int tree, const std::string &target, bool directory, bool optional, Report *report) {
  Descriptor place(make_target(build.root, target, directory));
  if (!place.valid()) {
    if (optional && (errno == EROFS || errno == EACCES || errno == EPERM)) return true;
    return fail(report, "make the mount point", "openat2", target);
  }
  if (!attach(tree, place.get())) return fail(report, "mount", "move_mount", target);
  return true;
}

// A clone is taken of what is attached already: kernels before 6.15 clone nothing else, and later ones only what was
// made in this mount namespace.
int clone_of(int mount) {
  return syscall(SYS_open_tree, mount, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
}

bool hide_directory(Build &build, int target, const std::string &path, Report *report) {
  bool first = build.empty < 0;
  if (first) build.empty = new_filesystem("tmpfs", {"size=0"}, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV);
  Descriptor copy(first ? -1 : clone_of(build.empty));
  int tree = first ? build.empty : copy.get();
  return tree >= 0 && attach(tree, target) ? true : fail(report, "mask", "move_mount", path);
}

bool hide(Build &build, const std::string &path, Report *report) {
  Descriptor target(open_in(build.root, path, O_PATH));
  if (!target.valid()) return errno == ENOENT || errno == EACCES ? true : fail(report, "mask", "openat2", path);
  if (is_directory(target.get())) return hide_directory(build, target.get(), path, report);
  // The device that was verified and bound before.
  Descriptor null(open_in(build.root, "/dev/null", O_PATH));
  Descriptor tree(null.valid() ? clone_of(null.get()) : -1);
  if (!tree.valid()) return fail(report, "mask", "open_tree", path);
  return attach(tree.get(), target.get()) ? true : fail(report, "mask", "move_mount", path);
}

bool make_read_only(Build &build, const std::string &path, Report *report) {
  Descriptor target(open_in(build.root, path, O_PATH));
  if (!target.valid()) return errno == ENOENT ? true : fail(report, "make read-only", "openat2", path);
  Descriptor tree(
      syscall(SYS_open_tree, target.get(), "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE));
  if (!tree.valid()) return fail(report, "make read-only", "open_tree", path);
  struct mount_attr attr = {};
  attr.attr_set = MOUNT_ATTR_RDONLY;
  if (syscall(SYS_mount_setattr, tree.get(), "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr) < 0)
    return fail(report, "make read-only", "mount_setattr", path);
  return attach(tree.get(), target.get()) ? true : fail(report, "make read-only", "move_mount", path);
}

bool write_file(Build &build, const SetupStep &step, Report *report) {
  Descriptor parent(make_directory(build.root, parent_of(step.target), 0755));
  if (!parent.valid()) return fail(report, "make the directory of", "openat2", step.target);
  Descriptor file(openat(parent.get(), name_of(step.target).c_str(),
                         O_CREAT | O_TRUNC | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, step.mode));
  if (!file.valid()) return fail(report, "write", "openat", step.target);
  size_t written = 0;
  while (written < step.content.size()) {
    ssize_t count = write(file.get(), step.content.data() + written, step.content.size() - written);
    if (count < 0) return fail(report, "write", "write", step.target);
    written += count;
  }
  return true;
}

bool carry_out(Build &build, const SetupStep &step, Report *report) {
  switch (step.op) {
    case SetupOp::overlay:
    case SetupOp::tree: {
      int tree = build.trees[build.next_tree++];
      return mount_at(build, tree, step.target, is_directory(tree), step.optional, report);
    }
    case SetupOp::device:
    case SetupOp::device_node:
    case SetupOp::sealed_file:
      return mount_at(build, build.trees[build.next_tree++], step.target, false, false, report);
    case SetupOp::filesystem: {
      int mount = build.filesystems[build.next_filesystem++];
      if (mount < 0) return true;  // optional, and not there
      return mount_at(build, mount, step.target, true, step.optional, report);
    }
    case SetupOp::directory: {
      Descriptor made(make_directory(build.root, step.target, step.mode));
      if (!made.valid()) return fail(report, "make the directory", "mkdirat", step.target);
      return true;
    }
    case SetupOp::file:
      return write_file(build, step, report);
    case SetupOp::symlink: {
      Descriptor parent(make_directory(build.root, parent_of(step.target), 0755));
      if (!parent.valid()) return fail(report, "make the link", "openat2", step.target);
      if (symlinkat(step.content.c_str(), parent.get(), name_of(step.target).c_str()) < 0 && errno != EEXIST)
        return fail(report, "make the link", "symlinkat", step.target);
      return true;
    }
    case SetupOp::mask:
      return hide(build, step.target, report);
    case SetupOp::read_only:
      return make_read_only(build, step.target, report);
    default:
      errno = EINVAL;
      return fail(report, "set the root up", "setup");
  }
}

// New instances come first: the kernel gives a user namespace a proc or sysfs only while it still sees one in full.
bool make_filesystems(const std::vector<SetupStep> &steps, Build &build, Report *report) {
  for (const SetupStep &step : steps) {
    if (step.op != SetupOp::filesystem) continue;
    int mount = new_filesystem(step.source, step.options, step.attributes);
    if (mount < 0 && !step.optional) return fail(report, "make the file system", "fsopen", step.source);
    if (mount >= 0 && !has_magic(mount, step.source))
      return fail(report, "check the file system", "fstatfs", step.source);
    build.filesystems.push_back(mount);
  }
  return true;
}

bool change_root(int root, const std::string &source, Report *report) {
  if (fchdir(root) < 0) return fail(report, "enter the root file system", "fchdir", source);
  if (syscall(SYS_pivot_root, ".", ".") < 0) return fail(report, "change the root", "pivot_root", source);
  if (umount2(".", MNT_DETACH) < 0) return fail(report, "leave the old root", "umount2", ".");
  return chdir("/") == 0 ? true : fail(report, "enter the root file system", "chdir", "/");
}

int own_proc(const LaunchPlan &plan, const Build &build) {
  size_t index = 0;
  for (const SetupStep &step : plan.setup) {
    if (step.op != SetupOp::filesystem) continue;
    if (step.source == "proc") return build.filesystems[index];
    index++;
  }
  return -1;
}

}  // namespace

bool inside_build_root(const LaunchPlan &plan, const std::vector<int> &trees, int host_proc, int hook_output,
                       Report *report) {
  Build build{-1, trees, 0, {}, 0, -1};
  umask(0);
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0)
    return fail(report, "make the mounts private", "mount", "/");
  if (!make_filesystems(plan.setup, build, report)) return false;
  // Through the new procfs while nothing is mounted over it yet. Not through the host's: there all network namespaces'
  // sysctls of a name hang in one chain of the dentry cache, which makes a thousand containers quadratic.
  int proc = own_proc(plan, build);
  if (!inside_configure(plan.configure, proc >= 0 ? proc : host_proc, report)) return false;
  if (plan.setup.empty()) {
    errno = EINVAL;
    return fail(report, "set the root up", "setup");
  }
  const SetupStep &first = plan.setup.front();
  int root = -1;
  if (first.op == SetupOp::root_tree || first.op == SetupOp::root_overlay) root = trees[build.next_tree++];
  if (first.op == SetupOp::root_tmpfs) root = new_filesystem("tmpfs", first.options, first.attributes);
  if (root < 0) return fail(report, "make the root file system", "fsmount", first.source);
  if (!run_hooks(plan, HookEvent::pre_mount, {}, hook_output, report)) return false;
  Descriptor place(open(plan.root_place.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!place.valid() || !attach(root, place.get()))
    return fail(report, "attach the root file system", "move_mount", first.source);
  bool from_outside = plan.has_hook(HookEvent::mount) || plan.has_hook(HookEvent::autodev);
  if (!from_outside && !change_root(root, first.source, report)) return false;
  build.root = from_outside ? root : open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (size_t index = 1; index < plan.setup.size(); index++)
    if (!carry_out(build, plan.setup[index], report)) return false;
  if (from_outside &&
      (!run_hooks(plan, HookEvent::mount, {}, hook_output, report) ||
       !run_hooks(plan, HookEvent::autodev, {}, hook_output, report) || !change_root(root, first.source, report)))
    return false;
  umask(022);
  close(build.root);
  return true;
}

bool inside_attach(const std::vector<SetupStep> &steps, const std::vector<int> &trees, Report *report) {
  Build build{-1, trees, 0, {}, 0, -1};
  umask(0);
  if (!make_filesystems(steps, build, report)) return false;
  Descriptor root(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  build.root = root.get();
  for (const SetupStep &step : steps)
    if (!carry_out(build, step, report)) return false;
  return true;
}
