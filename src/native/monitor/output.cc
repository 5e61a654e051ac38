// What a container writes, on its way to the log, and how the kernel says that it ran out of memory.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "monitor.h"

namespace {

// A value of a flat `name number` file.
uint64_t read_counter(const std::string &path, const std::string &name) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[1024];
  ssize_t size = file.valid() ? read(file.get(), buffer, sizeof buffer - 1) : 0;
  std::string text = "\n" + std::string(buffer, size > 0 ? size : 0);
  size_t found = text.find("\n" + name + " ");
  return found == std::string::npos ? 0 : strtoull(text.c_str() + found + name.size() + 2, nullptr, 10);
}

}  // namespace

void Monitor::watch_output() {
  if (child_.standard_output >= 0)
    loop_.watch(child_.standard_output, [this] { read_output(&child_.standard_output, LogStream::output); });
  if (child_.standard_error >= 0)
    loop_.watch(child_.standard_error, [this] { read_output(&child_.standard_error, LogStream::error); });
}

void Monitor::read_output(int *descriptor, LogStream stream) {
  static char buffer[64 << 10];
  ssize_t size = read(*descriptor, buffer, sizeof buffer);
  if (size > 0) {
    log_.write(stream, buffer, size);
    console_log_.write(buffer, size);
    if (plan_.tty) consoles_.show(0, buffer, size);
    return;
  }
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  loop_.forget(*descriptor);
  close(*descriptor);
  *descriptor = -1;
}

// What an ended container had written and nobody has read yet. Bounded: a process that escaped its end may hold the
// pipe.
void Monitor::drain_output() {
  for (int *each : {&child_.standard_output, &child_.standard_error}) {
    if (*each < 0) continue;
    fcntl(*each, F_SETFL, O_NONBLOCK);
    LogStream stream = each == &child_.standard_error ? LogStream::error : LogStream::output;
    for (int round = 0; round < 64 && *each >= 0; round++) {
      int before = *each;
      errno = 0;
      read_output(each, stream);
      if (*each == before && errno == EAGAIN) break;
    }
    if (*each >= 0) loop_.forget(*each);
  }
  log_.flush();
}

uint64_t Monitor::out_of_memory_kills() const {
  if (!plan_.cgroup.unified.empty()) {
    uint64_t kills = read_counter(plan_.cgroup.unified + "/memory.events", "oom_kill");
    if (kills > 0) return kills;
  }
  for (const CgroupWrite &each : plan_.cgroup.writes) {
    size_t slash = each.path.rfind('/');
    if (each.path.compare(slash + 1, 7, "memory.") != 0) continue;
    return read_counter(each.path.substr(0, slash) + "/memory.oom_control", "oom_kill");
  }
  return 0;
}
