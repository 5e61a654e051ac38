// What the world may know of a container: the `status` file and WATCH (docs/native-protocol.md).
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>

#include "../common/report.h"

// LXC's words for LXC's states (lxc/state.h).
enum class State { stopped, starting, running, stopping, aborting, freezing, frozen };

enum class Health { none, starting, healthy, unhealthy };

struct Status {
  std::string project, container, applied;
  State state = State::starting;
  pid_t pid = -1;
  uint64_t pid_inode = 0;  // process_identity()
  Health health = Health::none;
  uint32_t restarts = 0;
  int exit_code = -1;  // -1 = none yet
  int signal = 0;
  bool oom = false;
  bool stopped_by_user = false;
  int64_t started_ms = 0, finished_ms = 0;  // CLOCK_REALTIME; 0 = not yet
  bool failed = false;
  Report error;
};

// monitor_alive: false in the last status, which outlives the monitor.
std::string status_json(const Status &status, bool monitor_alive);

// Written beside and renamed, so that no reader ever sees half of it. False with errno.
bool write_status(const std::string &directory, const std::string &json);

// LXC's words, and ours for health.
const char *state_name(State state);
const char *health_name(Health health);

int64_t realtime_milliseconds();
