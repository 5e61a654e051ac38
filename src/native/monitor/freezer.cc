#include "freezer.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

bool fail(const char *call, const std::string &path, Report *report) {
  *report = {"freeze the container", call, errno, path, FailureKind::other};
  return false;
}

}  // namespace

void Freezer::begin() {
  if (cgroup_.empty() || events_.valid()) return;
  events_.reset(open((cgroup_ + "/cgroup.events").c_str(), O_RDONLY | O_CLOEXEC));
  if (!events_.valid()) return;
  loop_.watch_changes(events_.get(), [this] { look(); });
  look();
}

void Freezer::end() {
  if (!events_.valid()) return;
  loop_.forget(events_.get());
  events_.reset();
  frozen_ = false;
}

// It changes as well when the cgroup becomes empty; and an ancestor that is frozen counts.
void Freezer::look() {
  char buffer[128];
  ssize_t size = pread(events_.get(), buffer, sizeof buffer, 0);
  if (size <= 0) return end();
  bool now = std::string(buffer, size).find("frozen 1") != std::string::npos;
  if (now == frozen_) return;
  frozen_ = now;
  changed_(now);
}

bool Freezer::ask(bool freeze, Report *report) {
  std::string path = cgroup_ + "/cgroup.freeze";
  errno = ENOENT;
  if (cgroup_.empty()) return fail("open", "cgroup2: not mounted", report);
  Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return fail("open", path, report);
  return write(file.get(), freeze ? "1" : "0", 1) == 1 || fail("write", path, report);
}
