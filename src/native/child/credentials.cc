// Who the program is and what it may: limits, ids, capabilities, no_new_privs, the system call filter.
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"

namespace {

const int last_capability = 63;

// What we have ourselves: a capability that this host's init lacks cannot be given.
bool set_capabilities(uint64_t wanted, Report *report) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {};
  if (syscall(SYS_capget, &header, data) < 0) return fail(report, "read the capabilities", "capget");
  for (int word = 0; word < 2; word++) {
    uint32_t mask = static_cast<uint32_t>(wanted >> (word * 32));
    data[word].permitted &= mask;
    data[word].effective = data[word].permitted;
    data[word].inheritable = 0;
  }
  if (syscall(SYS_capset, &header, data) < 0) return fail(report, "set the capabilities", "capset");
  return true;
}

bool drop_bounding(uint64_t wanted, Report *report) {
  for (int capability = 0; capability <= last_capability; capability++) {
    int held = prctl(PR_CAPBSET_READ, capability);
    if (held < 0) break;  // beyond what this kernel knows
    if (held == 1 && !(wanted >> capability & 1) && prctl(PR_CAPBSET_DROP, capability) < 0)
      return fail(report, "drop a capability", "PR_CAPBSET_DROP");
  }
  return true;
}

bool set_limits(const LaunchPlan &plan, Report *report) {
  for (const ResourceLimit &each : plan.rlimits) {
    struct rlimit limit = {each.soft, each.hard};
    if (setrlimit(static_cast<__rlimit_resource_t>(each.resource), &limit) < 0)
      return fail(report, "set the resource limit", "setrlimit", std::to_string(each.resource));
  }
  return true;
}

// A directory that is gone or outside shows itself as a path that does not begin with a slash (CVE-2024-21626).
bool enter_directory(const std::string &directory, Report *report) {
  if (chdir(directory.c_str()) < 0) return fail(report, "enter the working directory", "chdir", directory);
  char path[4096];
  if (!getcwd(path, sizeof path) || path[0] != '/') {
    errno = ENOENT;
    return fail(report, "stay inside with the working directory", "getcwd", directory);
  }
  return true;
}

}  // namespace

bool inside_drop_privileges(const LaunchPlan &plan, const Identity &identity, const std::string &directory, bool all,
                            Report *report) {
  if (plan.keyring && syscall(SYS_keyctl, 1 /* KEYCTL_JOIN_SESSION_KEYRING */, nullptr) < 0 && errno != ENOSYS &&
      errno != EPERM)
    return fail(report, "join a session keyring", "keyctl");
  if (!set_limits(plan, report)) return false;
  if (!all && !drop_bounding(plan.capabilities, report)) return false;
  if (setgroups(identity.groups.size(), identity.groups.data()) < 0) return fail(report, "set the groups", "setgroups");
  // Permitted capabilities survive the change of user, to be cut down to the wanted ones right after.
  prctl(PR_SET_KEEPCAPS, 1);
  if (setresgid(identity.gid, identity.gid, identity.gid) < 0) return fail(report, "become the group", "setresgid");
  if (setresuid(identity.uid, identity.uid, identity.uid) < 0) return fail(report, "become the user", "setresuid");
  if (!enter_directory(directory, report)) return false;
  bool root = identity.uid == 0;
  if (!all && plan.no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
    return fail(report, "give up new privileges", "PR_SET_NO_NEW_PRIVS");
  // Without no_new_privs the filter needs CAP_SYS_ADMIN, so it comes before the capabilities go.
  if (!all && !plan.seccomp.empty()) {
    struct sock_fprog program = {static_cast<unsigned short>(plan.seccomp.size() / sizeof(struct sock_filter)),
                                 reinterpret_cast<struct sock_filter *>(const_cast<char *>(plan.seccomp.data()))};
    if (!plan.no_new_privileges) {
      // What another user kept is permitted, but not in effect.
      if (!root && !set_capabilities(~0ull, report)) return false;
      if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
        return fail(report, "filter system calls", "seccomp");
      return set_capabilities(root ? plan.capabilities : 0, report);
    }
    if (!set_capabilities(root ? plan.capabilities : 0, report)) return false;
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
      return fail(report, "filter system calls", "seccomp");
    return true;
  }
  return all ? true : set_capabilities(root ? plan.capabilities : 0, report);
}
