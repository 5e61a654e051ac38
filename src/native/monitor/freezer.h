// Freezing a container's cgroup, and seeing when somebody else does it.
#pragma once
#include <string>

#include "../common/report.h"
#include "loop.h"

class Freezer {
 public:
  // Told whenever the kernel has frozen all of it (true) or let it go on (false).
  using Changed = std::function<void(bool frozen)>;
  Freezer(Loop &loop, const std::string &cgroup, Changed changed)
      : loop_(loop), cgroup_(cgroup), changed_(std::move(changed)) {}

  // When the cgroup is there, and before it goes.
  void begin();
  void end();
  // Asks the kernel, which tells of the outcome later.
  bool ask(bool freeze, Report *report);
  bool frozen() const { return frozen_; }

 private:
  void look();

  Loop &loop_;
  const std::string &cgroup_;  // of the unified hierarchy; empty where none is mounted
  Changed changed_;
  Descriptor events_;
  bool frozen_ = false;
};
