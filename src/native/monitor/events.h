// What happens to a project's containers, in the order in which it happened: a file that followers read along.
#pragma once
#include <string>

#include "status.h"

// Appends a line for a container's state to the project's `events` (docs/native-protocol.md); state is LXC's word.
// Never fails: a container does not depend on being watched.
void append_event(const std::string &run_directory, const Status &status, const char *state);
