// The hooks that the monitor runs itself, as programs of the host.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hook.h"
#include "internal.h"

namespace {

// In LXC's order, which is that of a stop hook's arguments.
struct Kind {
  const char *file, *variable;
};
const Kind kinds[] = {{"user", "LXC_USER_NS"},     {"mnt", "LXC_MNT_NS"},  {"pid", "LXC_PID_NS"},
                      {"uts", "LXC_UTS_NS"},       {"ipc", "LXC_IPC_NS"},  {"net", "LXC_NET_NS"},
                      {"cgroup", "LXC_CGROUP_NS"}, {"time", "LXC_TIME_NS"}};

bool ready(const LaunchPlan &plan, Child *child, Report *report) {
  if ((plan.hooks.empty() && plan.inside_hooks.empty()) || child->hook_output >= 0) return true;
  child->hook_output = hook_output();
  return child->hook_output >= 0 ? true : fail(report, "take what hooks write", "memfd_create");
}

HookMoment moment_of(const Child &child) {
  HookMoment moment;
  if (child.hook_pid > 0) moment.environment.push_back("LXC_PID=" + std::to_string(child.hook_pid));
  return moment;
}

// Their descriptors, in variables and, for a stop hook of LXC's first version, as arguments.
void add_namespaces(const Child &child, bool as_arguments, HookMoment *moment) {
  std::string directory = "/proc/" + std::to_string(getpid()) + "/fd/";
  for (size_t index = 0; index < child.hook_namespaces.size(); index++) {
    if (child.hook_namespaces[index] < 0) continue;
    std::string path = directory + std::to_string(child.hook_namespaces[index]);
    moment->environment.push_back(std::string(kinds[index].variable) + "=" + path);
    if (as_arguments) moment->arguments.push_back(std::string(kinds[index].file) + ":" + path);
  }
}

bool is_hosts(const char *file, int descriptor) {
  struct stat ours, theirs;
  return fstat(descriptor, &theirs) == 0 && stat((std::string("/proc/self/ns/") + file).c_str(), &ours) == 0 &&
         ours.st_ino == theirs.st_ino;
}

void let_go(Child *child) {
  for (int each : child->hook_namespaces)
    if (each >= 0) close(each);
  child->hook_namespaces.clear();
}

}  // namespace

bool monitor_keep_namespaces(const LaunchPlan &plan, Child *child, Report *report) {
  let_go(child);
  child->hook_pid = child->pid;
  if (!plan.has_hook(HookEvent::stop)) return true;
  for (const Kind &each : kinds) {
    std::string path = "/proc/" + std::to_string(child->pid) + "/ns/" + each.file;
    Descriptor found(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    // A kernel without the namespace has no such file.
    if (!found.valid() && errno != ENOENT) return fail(report, "hold the namespace", "open", path);
    child->hook_namespaces.push_back(!found.valid() || is_hosts(each.file, found.get()) ? -1 : found.release());
  }
  return true;
}

bool monitor_run_first_hooks(const LaunchPlan &plan, Child *child, HookEvent event, Report *report) {
  if (!ready(plan, child, report)) return false;
  if (event == HookEvent::pre_start) child->hook_pid = -1;
  if (!run_hooks(plan, event, moment_of(*child), child->hook_output, report)) return false;
  if (event == HookEvent::pre_start) child->hooks_began = true;
  return true;
}

bool child_run_last_hooks(const LaunchPlan &plan, Child *child, HookEvent event, const char *target, Report *report) {
  // A start that its first hook has refused has not begun.
  if (event != HookEvent::destroy && !child->hooks_began) return true;
  if (event == HookEvent::post_stop) child->hooks_began = false;
  if (!ready(plan, child, report)) return false;
  HookMoment moment = moment_of(*child);
  moment.environment.push_back(std::string("LXC_TARGET=") + target);
  add_namespaces(*child, event == HookEvent::stop && plan.hook_version == 0, &moment);
  bool done = run_hooks(plan, event, moment, child->hook_output, report);
  if (event != HookEvent::stop) let_go(child);
  return done;
}

std::string child_take_hook_output(Child *child) {
  off_t size = child->hook_output < 0 ? 0 : lseek(child->hook_output, 0, SEEK_CUR);
  const off_t longest = 64 << 10;
  std::string text(size > longest ? longest : size, '\0');
  if (text.empty()) return text;
  ssize_t count = pread(child->hook_output, &text[0], text.size(), 0);
  text.resize(count > 0 ? count : 0);
  if (ftruncate(child->hook_output, 0) == 0) lseek(child->hook_output, 0, SEEK_SET);
  return text;
}
