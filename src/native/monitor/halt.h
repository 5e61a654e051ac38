// How PID 1 of a container is asked to end, and what its end says.
#pragma once
#include <sys/types.h>

#include "../common/launch_plan.h"

// Whether the process does anything at the signal. PID 1 of a namespace never sees one that it neither handles nor
// blocks (SIGNAL_UNKILLABLE, pid_namespaces(7)): waiting for it to follow one would be waiting for nothing.
bool would_see(pid_t pid, int signal);

// The plan's stop signal, or the other one to a process that waits for that by signalfd(2), as LXC does it.
int halt_signal(const LaunchPlan &plan, pid_t pid);

// What reboot(2) inside a PID namespace makes of its PID 1's wait status.
enum class Ending { program, halt, reboot };
Ending ending_of(const LaunchPlan &plan, int wait_status);
