// Programs of the host that are run for a container, in the namespaces of the host.
#pragma once
#include <string>

#include "../common/launch_plan.h"

// Waits for its end, at most ten seconds, then ends it with all that it has started. @returns what went wrong, or ""
std::string run_host_script(const HostScript &script);
