// Making, ending and removing a container's cgroups.
#include <dirent.h>
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

// An init makes cgroups of its own in one that is delegated to it: they go before it, the deepest first.
void remove_below(const std::string &path) {
  DIR *directory = opendir(path.c_str());
  if (!directory) return;
  while (struct dirent *entry = readdir(directory)) {
    std::string name = entry->d_name, below = path + "/" + name;
    if (entry->d_type != DT_DIR || name == "." || name == "..") continue;
    if (rmdir(below.c_str()) == 0) continue;
    remove_below(below);
    rmdir(below.c_str());
  }
  closedir(directory);
}

// As a new one: nothing of the init that ran here before, and no controllers given on, without which no process may be
// in it (cgroups(7), "no internal processes").
void clear_delegated(const std::string &path) {
  remove_below(path);
  Descriptor file(open((path + "/cgroup.subtree_control").c_str(), O_RDWR | O_CLOEXEC));
  char buffer[512];
  ssize_t size = file.valid() ? read(file.get(), buffer, sizeof buffer) : 0;
  std::string names = trimmed(buffer, size), change;
  for (size_t start = 0; start < names.size();) {
    size_t end = names.find(' ', start);
    if (end == std::string::npos) end = names.size();
    change += "-" + names.substr(start, end - start) + " ";
    start = end + 1;
  }
  if (change.empty()) return;
  // What could not be taken back shows itself when PID 1 is to enter.
  ssize_t unused = write(file.get(), change.data(), change.size());
  (void)unused;
}

// The files that cgroups(7) hands over with a subtree; those of its limits stay the host's.
bool delegate(const Cgroup &cgroup, Report *report) {
  for (const char *name : {"", "/cgroup.procs", "/cgroup.threads", "/cgroup.subtree_control"}) {
    std::string path = cgroup.unified + name;
    if (chown(path.c_str(), cgroup.owner, cgroup.owner) < 0)
      return fail(report, "give the cgroup to the container", "chown", path);
  }
  return true;
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

std::string monitor_exec_cgroup(const LaunchPlan &plan) {
  Descriptor file(open((plan.cgroup.unified + "/cgroup.subtree_control").c_str(), O_RDONLY | O_CLOEXEC));
  char first;
  if (plan.cgroup.owner == UINT32_MAX || !file.valid() || read(file.get(), &first, 1) != 1 || first == '\n')
    return plan.cgroup.unified;
  std::string leaf = plan.cgroup.unified + "/exec";
  mkdir(leaf.c_str(), 0755);
  return leaf;
}

bool monitor_make_cgroups(const LaunchPlan &plan, std::vector<Descriptor> *task_files, Report *report) {
  for (const std::string &path : plan.cgroup.directories)
    if (mkdir(path.c_str(), 0755) < 0 && errno != EEXIST) return fail(report, "make the cgroup", "mkdir", path);
  if (plan.cgroup.owner != UINT32_MAX) {
    clear_delegated(plan.cgroup.unified);
    if (!delegate(plan.cgroup, report)) return false;
  }
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
  for (const std::string &path : plan.cgroup.remove) {
    if (rmdir(path.c_str()) == 0 || errno == ENOENT) continue;
    remove_below(path);
    if (rmdir(path.c_str()) < 0) gone = false;
  }
  return gone;
}
