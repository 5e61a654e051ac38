#include "events.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/guard.h"
#include "json.h"

namespace {

const off_t longest = 1 << 20;

// Whoever finds the file too long makes room; followers finish the old one, which keeps its name for one turn.
void turn(int file, const std::string &path) {
  struct stat opened, named;
  if (fstat(file, &opened) < 0 || opened.st_size < longest || flock(file, LOCK_EX) < 0) return;
  // Another monitor may have done it between.
  bool ours = stat(path.c_str(), &named) == 0 && named.st_ino == opened.st_ino;
  if (ours) rename(path.c_str(), (path + ".1").c_str());
  flock(file, LOCK_UN);
}

// PROJECT/containers/NAME: by the letter, because the last words of a failed start come when its directory is gone.
std::string project_directory(const std::string &run_directory) {
  std::string containers = run_directory.substr(0, run_directory.rfind('/'));
  return containers.substr(0, containers.rfind('/'));
}

}  // namespace

void append_event(const std::string &run_directory, const Status &status, const char *state) {
  std::string path = project_directory(run_directory) + "/events";
  Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.valid()) return;
  std::string line = "{\"time\":" + std::to_string(realtime_milliseconds());
  line += ",\"container\":" + json_text(status.container) + ",\"state\":\"" + state + "\"";
  line += ",\"pid\":" + json_number_or_null(status.pid, status.pid > 0);
  line += std::string(",\"health\":\"") + health_name(status.health) + "\"";
  line += ",\"exitCode\":" + json_number_or_null(status.exit_code, status.exit_code >= 0);
  line += ",\"signal\":" + json_number_or_null(status.signal, status.signal > 0);
  line += std::string(",\"oom\":") + (status.oom ? "true" : "false");
  line += ",\"restarts\":" + std::to_string(status.restarts) + "}\n";
  // One write: lines of several monitors never mix in a file that is open for appending.
  if (write(file.get(), line.data(), line.size()) < 0) return;
  turn(file.get(), path);
}
