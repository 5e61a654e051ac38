// One container's monitor: makes it, keeps it, tells of it, ends it. docs/native-protocol.md is its contract.
#pragma once
#include <set>

#include "../child/child.h"
#include "console_log.h"
#include "consoles.h"
#include "freezer.h"
#include "halt.h"
#include "health.h"
#include "log.h"
#include "loop.h"
#include "physical.h"
#include "requests.h"
#include "status.h"

class Monitor {
 public:
  // channel: the starter's socket, on which frames of container number id travel; owned.
  Monitor(LaunchPlan plan, uint32_t id, int channel);
  // Until the container has ended for good. The process's exit status.
  int run();

 private:
  // Birth (birth.cc).
  bool prepare(Report *report);
  void hear_starter();
  void start(const std::string &steps);
  void give_birth_up(const Report &report, uint8_t phase);

  // Life (monitor.cc).
  void watch_output();
  void read_output(int *descriptor, LogStream stream);
  void drain_output();
  void reap();
  void ended(int wait_status);
  bool lives_for_one_program() const;
  void end_with_program(int wait_status);
  bool wants_restart(int wait_status, Ending ending) const;
  void restart_later(uint32_t counts);
  void restart_now();
  // Every state goes through here: to the file, to watchers, and into the project's events.
  void change(State state);
  // As change, but for the file: it is over before anybody reads it there.
  void pass_through(State state);
  void ran();
  // Writes the status to its file and tells it to who watches.
  void publish();
  void tell(const std::string &json);
  bool out_of_memory() const;
  uint64_t out_of_memory_kills() const;

  // Death.
  void begin_stop(int signal, uint32_t grace_ms);
  void take_life();
  void run_down_scripts();
  void bury();
  void run_last_hooks(HookEvent event, bool again);
  // Calls `then` when the last has ended; a failure is noted and holds nothing up.
  void run_inside_hooks(bool before_stop, Loop::Handler then, size_t index = 0);
  bool inside_hook_ended(pid_t pid, int status);
  // What hooks wrote goes into the log.
  void note_hooks();
  void leave();

  // Requests (serve.cc).
  void serve(const Request &request);
  void serve_stop(const Request &request);
  void serve_signal(const Request &request);
  void serve_exec(const Request &request);
  void serve_console(const Request &request);
  void serve_mounts(const Request &request);
  void serve_configure(const Request &request);
  void serve_restart(const Request &request);
  void serve_freeze(const Request &request, bool freeze);
  void froze(bool frozen);
  void answer_freeze(bool frozen);
  void give_freeze_up();
  void refuse(int connection, const Report &report);
  void done(int connection);
  void gone(int connection);

  LaunchPlan plan_;
  uint32_t id_;
  Descriptor channel_;
  std::string channel_bytes_;
  Loop loop_;
  Requests requests_;
  Log log_;
  Status status_;
  Child child_;
  PhysicalInterfaces physical_;
  HealthChecks health_;
  Freezer freezer_;
  Consoles consoles_;
  ConsoleLog console_log_;
  Descriptor signals_;

  std::set<int> watchers_, waiting_for_end_, waiting_for_restart_, waiting_for_freeze_, waiting_for_thaw_;
  std::map<pid_t, int> programs_;  // exec'd program → connection that waits for its status
  std::map<pid_t, std::function<void(int)>> inside_hooks_;
  bool pre_stop_ran_ = false;
  bool forget_ = false;
  bool restart_asked_ = false;
  int program_status_ = -1;  // of the only program of a container that is there for it
  uint64_t birth_timer_ = 0, idle_timer_ = 0, kill_timer_ = 0, restart_timer_ = 0, freeze_timer_ = 0;
  uint32_t back_off_ms_ = 0;
  uint64_t running_since_ = 0, burial_until_ = 0, kills_before_ = 0;
};
