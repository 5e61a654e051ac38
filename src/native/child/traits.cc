// Marks that the kernel keeps on a process and hands on to its children.
#include <fcntl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "internal.h"

namespace {

#ifndef PR_SCHED_CORE
const int PR_SCHED_CORE = 62;
const int PR_SCHED_CORE_GET = 0;
const int PR_SCHED_CORE_CREATE = 1;
#endif
const unsigned long thread = 0, thread_group = 1;

// One cookie for the whole container: what inherited one keeps it.
bool take_core_cookie(Report *report) {
  unsigned long cookie = 0;
  if (prctl(PR_SCHED_CORE, PR_SCHED_CORE_GET, 0, thread, &cookie) == 0 && cookie != 0) return true;
  if (prctl(PR_SCHED_CORE, PR_SCHED_CORE_CREATE, 0, thread_group, 0) < 0)
    return fail(report, "keep its cores to itself (CONFIG_SCHED_CORE)", "PR_SCHED_CORE");
  return true;
}

// AppArmor's own file first: with several security modules the old name may be another's.
bool write_label(const std::string &label, Report *report) {
  const char *path = "/proc/thread-self/attr/apparmor/exec";
  Descriptor file(label.compare(0, 5, "exec ") == 0 ? open(path, O_WRONLY | O_CLOEXEC) : -1);
  if (!file.valid()) file.reset(open(path = "/proc/thread-self/attr/exec", O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return fail(report, "set the security label", "open", path);
  if (write(file.get(), label.data(), label.size()) < 0) return fail(report, "set the security label", "write", path);
  return true;
}

}  // namespace

bool inside_take_traits(const LaunchPlan &plan, const std::string &label, uint32_t own, Report *report) {
  bool given = own != plans_personality;
  if ((given || plan.has_personality) && personality(given ? own : plan.personality) < 0)
    return fail(report, "take the personality", "personality");
  if (plan.core_scheduling && !take_core_cookie(report)) return false;
  return label.empty() || write_label(label, report);
}
