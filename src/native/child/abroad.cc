#include "abroad.h"

#include <fcntl.h>
#include <sched.h>

namespace {

#ifndef CLONE_NEWTIME
const int CLONE_NEWTIME = 0x80;
#endif

// Children are made in another namespace than this process is in, for two of them.
struct Kind {
  uint32_t flag;
  const char *theirs, *ours;
};
const Kind kinds[] = {{CLONE_NEWNET, "net", "net"},          {CLONE_NEWIPC, "ipc", "ipc"},
                      {CLONE_NEWUTS, "uts", "uts"},          {CLONE_NEWPID, "pid", "pid"},
                      {CLONE_NEWCGROUP, "cgroup", "cgroup"}, {static_cast<uint32_t>(CLONE_NEWTIME), "time", "time"}};

const Kind *kind_of(uint32_t flag) {
  for (const Kind &each : kinds)
    if (each.flag == flag) return &each;
  errno = EINVAL;
  return nullptr;
}

std::vector<JoinedNamespace> joined_by(const LaunchPlan &plan) {
  std::vector<JoinedNamespace> joined = plan.join_namespaces;
  if (plan.join_network_pid != 0) joined.push_back({CLONE_NEWNET, plan.join_network_pid});
  return joined;
}

}  // namespace

bool monitor_open_joined(const LaunchPlan &plan, Child *child, Report *report) {
  if (!child->joined.empty()) return true;
  for (const JoinedNamespace &each : joined_by(plan)) {
    const Kind *kind = kind_of(each.flag);
    std::string path = "/proc/" + std::to_string(each.pid) + "/ns/" + (kind ? kind->theirs : "");
    int theirs = kind ? open(path.c_str(), O_RDONLY | O_CLOEXEC) : -1;
    if (theirs < 0) return fail(report, "find the other container's namespace", "open", path);
    child->joined.push_back(theirs);
  }
  return true;
}

bool Abroad::join(uint32_t flag, int theirs, Report *report) {
  const Kind *kind = kind_of(flag);
  Descriptor home(open((std::string("/proc/self/ns/") + kind->ours).c_str(), O_RDONLY | O_CLOEXEC));
  if (!home.valid() || setns(theirs, static_cast<int>(flag)) < 0)
    return fail(report, "join the other container's namespace", "setns", kind->theirs);
  homes_.push_back({static_cast<int>(flag), std::move(home)});
  return true;
}

// The offsets of a time namespace can be set until the first process is in it.
bool Abroad::set_clocks(const std::string &offsets, Report *report) {
  const char *path = "/proc/self/timens_offsets";
  Descriptor home(open("/proc/self/ns/time", O_RDONLY | O_CLOEXEC));
  if (!home.valid() || unshare(CLONE_NEWTIME) < 0) return fail(report, "make the time namespace", "unshare");
  homes_.push_back({CLONE_NEWTIME, std::move(home)});
  Descriptor file(open(path, O_WRONLY | O_CLOEXEC));
  if (!file.valid() || write(file.get(), offsets.data(), offsets.size()) < 0)
    return fail(report, "set the clocks", "write", path);
  return true;
}

bool Abroad::enter(const LaunchPlan &plan, const Child &child, Report *report) {
  size_t index = 0;
  for (const JoinedNamespace &each : joined_by(plan))
    if (!join(each.flag, child.joined[index++], report)) return false;
  return plan.time_offsets.empty() || set_clocks(plan.time_offsets, report);
}

void Abroad::leave() {
  int error = errno;
  for (const Home &each : homes_) setns(each.namespace_.get(), each.flag);
  homes_.clear();
  errno = error;
}
