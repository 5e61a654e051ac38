// PID 1 between clone and exec.
#pragma once
#include <vector>

#include "../common/launch_plan.h"
#include "../common/report.h"

struct Identity;

struct Stdio {
  int input, output, error;
};

struct Inside {
  int control;
  Stdio stdio;
  std::vector<int> task_files;
  bool joined;  // the user namespace is a kept one
};

// Never returns: becomes the program, or tells the monitor why not and ends.
[[noreturn]] void inside_main(const LaunchPlan &plan, const Inside &inside);

// From root of the namespaces to the program; returns only on failure.
bool inside_become(const LaunchPlan &plan, const Identity &identity, const Stdio &stdio, int control, Report *report);
