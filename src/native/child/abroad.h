// Namespaces that a container shares with others, and its clocks: entered for the moment of a clone, which inherits
// them.
#pragma once
#include <vector>

#include "../common/guard.h"
#include "internal.h"

class Abroad {
 public:
  // keeps_network: it is joined another way. One namespace that cannot be entered is an error, and the others are left.
  bool enter(const LaunchPlan &plan, Report *report, bool keeps_network = false);
  void leave();
  ~Abroad() { leave(); }

 private:
  bool join(uint32_t flag, uint32_t pid, Report *report);
  bool set_clocks(const std::string &offsets, Report *report);

  struct Home {
    int flag;
    Descriptor namespace_;
  };
  std::vector<Home> homes_;
};
