// One signal for all of a container, by pidfd: a number that was read may be another process's by the time of the
// signal.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <map>
#include <set>

#include "internal.h"

namespace {

// A cgroup that forks faster than this is signalled is not stable after any number of rounds.
const int most_rounds = 100;

void read_processes(const std::string &cgroup, std::set<pid_t> *found) {
  Descriptor file(open((cgroup + "/cgroup.procs").c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  char buffer[4096];
  ssize_t size;
  while (file.valid() && (size = read(file.get(), buffer, sizeof buffer)) > 0) text.append(buffer, size);
  for (char *at = text.data(); *at;) {
    char *end;
    long pid = strtol(at, &end, 10);
    if (end == at) break;
    if (pid > 0) found->insert(static_cast<pid_t>(pid));
    at = end + (*end == '\n');
  }
  DIR *directory = opendir(cgroup.c_str());
  if (!directory) return;
  while (struct dirent *entry = readdir(directory))
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.') read_processes(cgroup + "/" + entry->d_name, found);
  closedir(directory);
}

}  // namespace

bool child_signal_all(const LaunchPlan &plan, int signal, Report *report) {
  const std::string &cgroup = plan.cgroup.unified;
  errno = ENOENT;
  if (cgroup.empty()) return fail(report, "signal all processes", "open", "cgroup2: not mounted");
  std::set<pid_t> signalled;
  for (int round = 0; round < most_rounds; round++) {
    std::set<pid_t> before, after;
    read_processes(cgroup, &before);
    std::map<pid_t, Descriptor> opened;
    for (pid_t pid : before)
      if (!signalled.count(pid)) opened[pid].reset(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    if (opened.empty()) return true;
    // Who is still in the cgroup is who was opened: the number cannot have gone to somebody else in between.
    read_processes(cgroup, &after);
    for (auto &[pid, descriptor] : opened) {
      if (!descriptor.valid() || !after.count(pid)) continue;
      signalled.insert(pid);
      if (syscall(SYS_pidfd_send_signal, descriptor.get(), signal, nullptr, 0) < 0 && errno != ESRCH)
        return fail(report, "signal all processes", "pidfd_send_signal", cgroup);
    }
  }
  return true;
}
