// Making, ending and removing a container's cgroups.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "device_filter.h"
#include "internal.h"

namespace {

std::string trimmed(const char *text, ssize_t size) {
  std::string value(text, size > 0 ? size : 0);
  while (!value.empty() && (value.back() == '\n' || value.back() == ' ')) value.pop_back();
  return value;
}

// Files with a line for each device: ours is among them.
bool has_line(const std::string &text, const std::string &wanted) {
  return ('\n' + text + '\n').find('\n' + wanted + '\n') != std::string::npos;
}

bool write_limit(const CgroupWrite &each, Report *report) {
  Descriptor file(open(each.path.c_str(), (each.has_read_back ? O_RDWR : O_WRONLY) | O_CLOEXEC));
  if (!file.valid()) return fail(report, ("set the limit " + each.value + " in").c_str(), "open", each.path);
  if (write(file.get(), each.value.data(), each.value.size()) < 0)
    return fail(report, ("set the limit " + each.value + " in").c_str(), "write", each.path);
  if (!each.has_read_back) return true;
  // What was taken is what counts: the kernel rounds some values and a parent may bound others.
  char buffer[4096];
  ssize_t size = pread(file.get(), buffer, sizeof buffer, 0);
  if (size < 0) return fail(report, "read the limit back from", "read", each.path);
  if (has_line(trimmed(buffer, size), each.read_back)) return true;
  errno = ERANGE;
  return fail(report, ("set the limit " + each.value + " (it became " + trimmed(buffer, size) + ") in").c_str(), "read",
              each.path);
}

}  // namespace

bool monitor_open_task_files(const LaunchPlan &plan, std::vector<Descriptor> *task_files, Report *report) {
  for (const std::string &path : plan.cgroup.task_files) {
    Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.valid()) return fail(report, "open the cgroup", "open", path);
    task_files->push_back(std::move(file));
  }
  return true;
}

bool monitor_make_cgroups(const LaunchPlan &plan, std::vector<Descriptor> *task_files, Report *report) {
  for (const std::string &path : plan.cgroup.directories)
    if (mkdir(path.c_str(), 0755) < 0 && errno != EEXIST) return fail(report, "make the cgroup", "mkdir", path);
  for (const CgroupWrite &each : plan.cgroup.writes)
    if (!write_limit(each, report)) return false;
  if (plan.cgroup.has_device_filter && !monitor_filter_devices(plan.cgroup.unified, plan.cgroup.device_rules, report))
    return false;
  return monitor_open_task_files(plan, task_files, report);
}

void child_kill(const LaunchPlan &plan, const Child &child) {
  if (!plan.cgroup.unified.empty()) {
    Descriptor file(open((plan.cgroup.unified + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC));
    if (file.valid() && write(file.get(), "1", 1) == 1) return;
  }
  if (child.pidfd >= 0) syscall(SYS_pidfd_send_signal, child.pidfd, SIGKILL, nullptr, 0);
}

bool child_remove_cgroups(const LaunchPlan &plan) {
  bool gone = true;
  for (const std::string &path : plan.cgroup.remove)
    if (rmdir(path.c_str()) < 0 && errno != ENOENT) gone = false;
  return gone;
}
