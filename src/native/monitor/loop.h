// The monitor's only thread: descriptors and timers, one after the other.
#pragma once
#include <cstdint>
#include <functional>
#include <map>

#include "../common/guard.h"

class Loop {
 public:
  using Handler = std::function<void()>;

  bool open();
  // Calls the handler whenever the descriptor is readable or has hung up. A handler may forget any descriptor.
  bool watch(int descriptor, Handler handler);
  // The same for a file of the kernel's (a cgroup's, say): whenever it has changed since it was read from its start.
  bool watch_changes(int descriptor, Handler handler);
  void forget(int descriptor);
  // Calls once after milliseconds of CLOCK_MONOTONIC; the number is never 0.
  uint64_t after(uint64_t milliseconds, Handler handler);
  void cancel(uint64_t timer);
  // Until end() is called.
  void run();
  void end() { ended_ = true; }

 private:
  bool add(int descriptor, uint32_t events, Handler handler);
  struct Timer {
    uint64_t due;
    Handler handler;
  };
  int run_due_timers();

  Descriptor epoll_;
  // By a number that is never used again: the number of a closed descriptor is, within the same round of events.
  std::map<uint64_t, Handler> handlers_;
  std::map<int, uint64_t> numbers_;
  std::map<uint64_t, Timer> timers_;
  uint64_t next_ = 1;
  bool ended_ = false;
};

uint64_t monotonic_milliseconds();
