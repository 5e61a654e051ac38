#include "console_log.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

bool ConsoleLog::open() {
  if (file_.valid()) return true;
  // A pipe or a device that somebody put there could hold the monitor up: a pipe already when it is opened.
  const int flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  file_.reset(::open(console_.log.c_str(), flags, 0600));
  struct stat status;
  if (!file_.valid() || fstat(file_.get(), &status) < 0 || !S_ISREG(status.st_mode)) {
    file_.reset();
    return false;
  }
  size_ = status.st_size;
  return true;
}

void ConsoleLog::write(const char *data, size_t size) {
  if (console_.log.empty() || !open()) return;
  if (console_.log_size > 0 && size_ + size > console_.log_size) {
    // What cannot be renamed begins anew: the size is a promise, the second file is not.
    if (console_.rotate && rename(console_.log.c_str(), (console_.log + ".1").c_str()) == 0) {
      file_.reset();
      if (!open()) return;
    } else if (ftruncate(file_.get(), 0) == 0) {
      size_ = 0;
    }
  }
  ssize_t written = ::write(file_.get(), data, size);
  if (written > 0) size_ += written;
}
