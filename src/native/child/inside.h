// PID 1 between clone and exec.
#pragma once
#include <vector>

#include "../common/launch_plan.h"
#include "../common/report.h"
#include "internal.h"

struct Stdio {
  int input, output, error;
};

struct Inside {
  int control;
  Stdio stdio;
  std::vector<int> task_files;
  int proc;     // the host's /proc: sysctls are written through it, for the container's own is read-only and masked
  bool joined;  // the user namespace is a kept one
  int hook_output;
  int null;
};

// What a process of the container is to become.
struct Program {
  const std::vector<std::string> &argv;
  std::vector<std::string> environment;
  std::string directory;
  Identity identity;
  Stdio stdio;
  bool tty;
  bool privileged;  // every capability of the user namespace and no filter (exec --privileged)
  bool reaper;      // stay as PID 1 and let a child become it
  const std::string &label;
  uint32_t personality = plans_personality;
};

// Never returns: becomes the program, or tells the monitor why not and ends.
[[noreturn]] void inside_main(const LaunchPlan &plan, const Inside &inside);

// From root of the namespaces to the program; returns only on failure.
bool inside_become(const LaunchPlan &plan, const Program &program, Report *report);

// Moves this process into the container's v1 cgroups by open `tasks` files.
bool inside_enter_cgroups(const std::vector<int> &task_files, Report *report);

// A terminal of the container's own devpts; its master goes to the monitor over control.
bool inside_open_terminal(int control, Stdio *stdio, Report *report);

// PID 1's: /dev/console when it has a terminal, which becomes its stdio, and the plan's ttys. Masters as above, in
// order.
bool inside_open_terminals(const LaunchPlan &plan, int control, Stdio *stdio, Report *report);

// Default dispositions, nothing blocked.
void inside_reset_signals();

// Closes every descriptor from 3 on that is not kept: what the monitor had open is none of the container's business.
void inside_close_all_but(std::vector<int> kept);
