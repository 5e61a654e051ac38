// Copy on write: an overlay of a host directory that stays as it is and a layer that takes the changes. It is mounted
// by the host's root, not inside the container's user namespace, so that directories can be renamed and nothing of the
// layer depends on what the container may do; the ids come from the lower directory's idmapped clone and from the
// owner of the layer.
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "trees.h"

namespace {

// The kernel tells in words what it did not like: "e overlay: filesystem on upper not supported as upperdir".
std::string complaint_of(int context) {
  char message[512];
  ssize_t size = read(context, message, sizeof message);
  if (size <= 2) return "";
  std::string text(message + 2, size - 2);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return " (" + text + ")";
}

// Names relative to the layer's directory: the container sees them in its mountinfo, and what the host calls its
// directories is none of its business. They also need no escaping of `:` and `,`, which paths may have.
const char *const options[][2] = {
    {"source", "overlay"},
    {"lowerdir", "lower"},
    {"upperdir", "upper"},
    {"workdir", "work"},
    // Without it a directory of the lower layer cannot be renamed. Redirections are `trusted.` attributes of the upper
    // layer, which nobody inside can write.
    {"redirect_dir", "on"},
};

int mount_overlay(const SetupStep &step, std::string *complaint) {
  Descriptor context(syscall(SYS_fsopen, "overlay", FSOPEN_CLOEXEC));
  if (!context.valid()) return -1;
  for (const auto &[key, value] : options)
    if (syscall(SYS_fsconfig, context.get(), FSCONFIG_SET_STRING, key, value, 0) < 0) return -1;
  if (syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0) {
    int error = errno;
    *complaint = complaint_of(context.get());
    errno = error;
    return -1;
  }
  return syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, step.attributes);
}

}  // namespace

Descriptor monitor_make_overlay(const SetupStep &step, int user_namespace, Report *report) {
  Descriptor lower = monitor_clone_tree(step.source, false, 0, step.idmapped ? user_namespace : -1,
                                        "open the lower directory", report);
  if (!lower.valid()) return Descriptor();
  if (chdir(step.layer.c_str()) < 0) {
    fail(report, "enter the layer", "chdir", step.layer);
    return Descriptor();
  }
  if (syscall(SYS_move_mount, lower.get(), "", AT_FDCWD, "lower", MOVE_MOUNT_F_EMPTY_PATH) < 0) {
    fail(report, "attach the lower directory", "move_mount", step.layer + "/lower");
    return Descriptor();
  }
  std::string complaint;
  Descriptor tree(mount_overlay(step, &complaint));
  if (!tree.valid()) fail(report, ("lay an overlay" + complaint + " over").c_str(), "fsconfig", step.source);
  return tree;
}
