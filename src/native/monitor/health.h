// Runs a container's health check again and again, as the Compose Specification times it.
#pragma once
#include "../child/child.h"
#include "loop.h"
#include "status.h"

class HealthChecks {
 public:
  using Changed = std::function<void(Health)>;
  HealthChecks(Loop &loop, const LaunchPlan &plan, const Child &child, Changed changed)
      : loop_(loop), plan_(plan), child_(child), changed_(std::move(changed)) {}

  // When PID 1 runs, and when it has ended (a check that still runs is ended with it).
  void begin();
  void end();
  // A child of the monitor has ended; true when it was the check.
  bool ended(pid_t pid, int wait_status);

 private:
  void schedule();
  void run();
  void judge(bool good);
  bool in_start_period() const;

  Loop &loop_;
  const LaunchPlan &plan_;
  const Child &child_;
  Changed changed_;
  pid_t running_ = -1;
  uint64_t timer_ = 0, began_ = 0;
  uint32_t failures_ = 0;
  bool healthy_once_ = false;
};
