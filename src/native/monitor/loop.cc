#include "loop.h"

#include <sys/epoll.h>
#include <time.h>

uint64_t monotonic_milliseconds() {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

bool Loop::open() {
  epoll_.reset(epoll_create1(EPOLL_CLOEXEC));
  return epoll_.valid();
}

bool Loop::watch(int descriptor, Handler handler) { return add(descriptor, EPOLLIN, std::move(handler)); }

// kernfs files are always readable; a change is told as EPOLLPRI.
bool Loop::watch_changes(int descriptor, Handler handler) { return add(descriptor, EPOLLPRI, std::move(handler)); }

bool Loop::add(int descriptor, uint32_t kinds, Handler handler) {
  struct epoll_event event = {};
  event.events = kinds;
  event.data.u64 = next_;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event) < 0) return false;
  numbers_[descriptor] = next_;
  handlers_[next_++] = std::move(handler);
  return true;
}

void Loop::forget(int descriptor) {
  auto found = numbers_.find(descriptor);
  if (found == numbers_.end()) return;
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, descriptor, nullptr);
  handlers_.erase(found->second);
  numbers_.erase(found);
}

uint64_t Loop::after(uint64_t milliseconds, Handler handler) {
  timers_[next_] = {monotonic_milliseconds() + milliseconds, std::move(handler)};
  return next_++;
}

void Loop::cancel(uint64_t timer) { timers_.erase(timer); }

// Runs what is due; milliseconds until the next timer, -1 without any.
int Loop::run_due_timers() {
  for (;;) {
    if (ended_ || timers_.empty()) return ended_ ? 0 : -1;
    auto first = timers_.begin();
    for (auto each = timers_.begin(); each != timers_.end(); ++each)
      if (each->second.due < first->second.due) first = each;
    uint64_t now = monotonic_milliseconds();
    if (first->second.due > now) {
      uint64_t left = first->second.due - now;
      return left > 3600000 ? 3600000 : static_cast<int>(left);
    }
    Handler handler = std::move(first->second.handler);
    timers_.erase(first);
    handler();
  }
}

void Loop::run() {
  while (!ended_) {
    int timeout = run_due_timers();
    if (ended_) return;
    struct epoll_event events[16];
    int count = epoll_wait(epoll_.get(), events, 16, timeout);
    for (int index = 0; index < count && !ended_; index++) {
      auto found = handlers_.find(events[index].data.u64);
      if (found == handlers_.end()) continue;
      Handler handler = found->second;  // a copy: it may forget itself
      handler();
    }
  }
}
