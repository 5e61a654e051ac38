// What a container writes to its console, as it is, in a file of the administrator's choice (lxc.console.logfile).
#pragma once
#include "../common/guard.h"
#include "../common/launch_plan.h"

class ConsoleLog {
 public:
  explicit ConsoleLog(const Console &console) : console_(console) {}
  // Never fails: what cannot be written is lost, and the container goes on.
  void write(const char *data, size_t size);

 private:
  bool open();
  const Console &console_;
  Descriptor file_;
  uint64_t size_ = 0;
};
