#include "status.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../common/guard.h"
#include "../common/process_identity.h"
#include "json.h"

namespace {

const char *const state_names[] = {"STOPPED", "STARTING", "RUNNING", "STOPPING", "ABORTING", "FREEZING", "FROZEN"};
const char *const health_names[] = {"none", "starting", "healthy", "unhealthy"};

std::string boot_id() {
  Descriptor file(open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
  char text[36] = {};
  return file.valid() && read(file.get(), text, sizeof text) == sizeof text ? std::string(text, sizeof text) : "";
}

// Days to a date after Howard Hinnant's chrono-compatible algorithms: gmtime(3) would read /etc/localtime first.
std::string time_text(int64_t milliseconds) {
  if (milliseconds == 0) return "null";
  int64_t seconds = milliseconds / 1000, days = seconds / 86400 + 719468, era = days / 146097;
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int month_from_march = static_cast<int>((5 * day_of_year + 2) / 153);
  int day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  int year = static_cast<int>(year_of_era + era * 400) + (month <= 2 ? 1 : 0);
  int second = static_cast<int>(seconds % 86400);
  char text[48];
  snprintf(text, sizeof text, "\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"", year, month, day, second / 3600,
           second / 60 % 60, second % 60, static_cast<int>(milliseconds % 1000));
  return text;
}

std::string error_text(const Report &error) {
  return "{\"step\":" + json_text(error.step) + ",\"call\":" + json_text(error.call) +
         ",\"errno\":" + std::to_string(error.error) + ",\"path\":" + json_text(error.path) + "}";
}

struct Identity {
  pid_t pid;
  uint64_t inode;
};

Identity own_identity() {
  static Identity own = {};
  if (own.pid != getpid()) {
    own.pid = getpid();
    Descriptor pidfd(syscall(SYS_pidfd_open, own.pid, 0));
    own.inode = process_identity(own.pid, pidfd.get());
  }
  return own;
}

}  // namespace

const char *state_name(State state) { return state_names[static_cast<int>(state)]; }
const char *health_name(Health health) { return health_names[static_cast<int>(health)]; }

int64_t realtime_milliseconds() {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

std::string status_json(const Status &status, bool monitor_alive) {
  static const std::string boot = boot_id();
  Identity own = monitor_alive ? own_identity() : Identity{};
  bool lives = status.pid > 0;
  std::string text = "{\"version\":1,\"project\":" + json_text(status.project);
  text += ",\"container\":" + json_text(status.container) + ",\"bootId\":" + json_text(boot);
  text += std::string(",\"state\":\"") + state_name(status.state) + "\"";
  text += ",\"pid\":" + json_number_or_null(status.pid, lives);
  text += ",\"pidInode\":" + json_number_or_null(static_cast<long long>(status.pid_inode), lives);
  text += ",\"monitor\":" + json_number_or_null(own.pid, monitor_alive);
  text += ",\"monitorInode\":" + json_number_or_null(static_cast<long long>(own.inode), monitor_alive);
  text += std::string(",\"health\":\"") + health_name(status.health) + "\"";
  text += ",\"restarts\":" + std::to_string(status.restarts);
  text += ",\"exitCode\":" + json_number_or_null(status.exit_code, status.exit_code >= 0);
  text += ",\"signal\":" + json_number_or_null(status.signal, status.signal > 0);
  text += std::string(",\"oom\":") + (status.oom ? "true" : "false");
  text += ",\"startedAt\":" + time_text(status.started_ms) + ",\"finishedAt\":" + time_text(status.finished_ms);
  text += std::string(",\"stoppedByUser\":") + (status.stopped_by_user ? "true" : "false");
  text += ",\"error\":" + (status.failed ? error_text(status.error) : "null");
  return text + ",\"applied\":" + json_text(status.applied) + "}";
}

bool write_status(const std::string &directory, const std::string &json) {
  std::string path = directory + "/status", temporary = directory + "/.status";
  Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.valid()) return false;
  if (write(file.get(), json.data(), json.size()) != static_cast<ssize_t>(json.size())) return false;
  return rename(temporary.c_str(), path.c_str()) == 0;
}
