#include "health.h"

#include <signal.h>
#include <sys/wait.h>

void HealthChecks::begin() {
  if (!plan_.has_healthcheck) return;
  began_ = monotonic_milliseconds();
  failures_ = 0;
  healthy_once_ = false;
  changed_(Health::starting);
  schedule();
}

void HealthChecks::end() {
  loop_.cancel(timer_);
  timer_ = 0;
  // The PID namespace takes a check of ours with it; a probe of a port is outside.
  if (running_ > 0) kill(running_, SIGKILL);
  running_ = -1;
}

bool HealthChecks::in_start_period() const {
  return !healthy_once_ && monotonic_milliseconds() - began_ < plan_.healthcheck.start_period_ms;
}

void HealthChecks::schedule() {
  uint32_t pause = in_start_period() ? plan_.healthcheck.start_interval_ms : plan_.healthcheck.interval_ms;
  timer_ = loop_.after(pause, [this] { run(); });
}

void HealthChecks::run() {
  const Healthcheck &check = plan_.healthcheck;
  Report report;
  bool begun;
  if (check.exec.empty()) {
    begun = child_probe(child_, check, &running_, &report);
  } else {
    ExecRequest request;
    request.argv = check.exec;
    int no_terminal;
    begun = child_enter(plan_, child_, request, nullptr, &running_, &no_terminal, &report);
  }
  if (!begun) {
    running_ = -1;
    judge(false);
    return;
  }
  // It is our child and not waited for yet: its number cannot be another's.
  timer_ = loop_.after(check.timeout_ms, [this] { kill(running_, SIGKILL); });
}

bool HealthChecks::ended(pid_t pid, int wait_status) {
  if (pid != running_) return false;
  running_ = -1;
  loop_.cancel(timer_);
  judge(WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0);
  return true;
}

void HealthChecks::judge(bool good) {
  if (good) {
    failures_ = 0;
    healthy_once_ = true;
    changed_(Health::healthy);
  } else if (!in_start_period() && ++failures_ >= plan_.healthcheck.retries) {
    changed_(Health::unhealthy);
  }
  schedule();
}
