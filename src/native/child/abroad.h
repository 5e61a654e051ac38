// Namespaces that a container shares with others, and its clocks: entered for the moment of a clone, which inherits
// them.
#pragma once
#include <vector>

#include "../common/guard.h"
#include "internal.h"

// Opens what the plan joins, once: a number of a process would be another's by the time of a restart.
bool monitor_open_joined(const LaunchPlan &plan, Child *child, Report *report);

class Abroad {
 public:
  // One namespace that cannot be entered is an error, and the others are left.
  bool enter(const LaunchPlan &plan, const Child &child, Report *report);
  void leave();
  ~Abroad() { leave(); }

 private:
  bool join(uint32_t flag, int theirs, Report *report);
  bool set_clocks(const std::string &offsets, Report *report);

  struct Home {
    int flag;
    Descriptor namespace_;
  };
  std::vector<Home> homes_;
};
