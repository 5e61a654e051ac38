// Hooks: programs of the administrator's at points of a container's life.
#pragma once
#include <string>
#include <vector>

#include "../common/launch_plan.h"
#include "../common/report.h"
#include "inside.h"

// What is known only when a hook runs.
struct HookMoment {
  std::vector<std::string> environment;
  std::vector<std::string> arguments;
};

// The host's hooks before there is a container, and before its program runs: a failure ends the start.
bool monitor_run_first_hooks(const LaunchPlan &plan, Child *child, HookEvent event, Report *report);

// Holds what stop hooks may want to look into.
bool monitor_keep_namespaces(const LaunchPlan &plan, Child *child, Report *report);

// Takes what hooks write. A file in memory, because a process that a hook leaves behind may hold it for ever, and
// nobody waits for its end as for that of a pipe. -1 with errno.
int hook_output();

// Runs the hooks of an event one after the other, in the namespaces and with the rights of the caller.
bool run_hooks(const LaunchPlan &plan, HookEvent event, const HookMoment &moment, int output, Report *report);

// LXC's name of an event.
const char *hook_name(HookEvent event);

// The same inside, as root of the container with its capabilities and its filter.
bool inside_run_start_hooks(const LaunchPlan &plan, const Stdio &stdio, Report *report);
