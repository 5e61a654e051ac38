#include "consoles.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

void never_wait(int descriptor) { fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK); }

}  // namespace

void Consoles::begin(const Child &child) {
  std::vector<int> masters = child.ttys;
  masters.insert(masters.begin(), plan_.tty ? child.standard_output : -1);
  for (uint32_t number = 0; number < masters.size(); number++) {
    if (masters[number] < 0) continue;
    Terminal &terminal = terminals_[number];
    terminal.master = masters[number];
    terminal.peer.reset(ioctl(terminal.master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    never_wait(terminal.master);
    if (number > 0) loop_.watch(terminal.master, [this, number] { read(number); });
  }
}

void Consoles::end() {
  for (auto &[number, terminal] : terminals_) {
    if (number > 0) loop_.forget(terminal.master);
    for (int viewer : terminal.viewers) {
      loop_.forget(viewer);
      close(viewer);
    }
  }
  terminals_.clear();
}

void Consoles::read(uint32_t number) {
  char buffer[4096];
  ssize_t size = ::read(terminals_[number].master, buffer, sizeof buffer);
  if (size > 0) return show(number, buffer, size);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  loop_.forget(terminals_[number].master);
}

void Consoles::show(uint32_t number, const char *data, size_t size) {
  auto found = terminals_.find(number);
  if (found == terminals_.end()) return;
  Terminal &terminal = found->second;
  terminal.shown.append(data, size);
  // Cut seldom: each cut moves all of it.
  size_t most = plan_.console.buffer;
  if (terminal.shown.size() > 2 * most) terminal.shown.erase(0, terminal.shown.size() - most);
  // Who does not read misses some of it.
  for (int viewer : terminal.viewers) send(viewer, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

bool Consoles::attach(uint32_t *number, bool replay, int socket, int *master, Report *report) {
  if (*number == UINT32_MAX) {
    for (auto &[each, terminal] : terminals_)
      if (each > 0 && terminal.viewers.empty() && *number == UINT32_MAX) *number = each;
    if (*number == UINT32_MAX && terminals_.count(1) == 0) *number = 0;
  }
  std::string name = *number == 0 ? "/dev/console" : "/dev/tty" + std::to_string(*number);
  auto found = terminals_.find(*number);
  if (*number == UINT32_MAX || (found != terminals_.end() && *number > 0 && !found->second.viewers.empty())) {
    *report = {"look at the console: it is busy", "connect", EBUSY, *number == UINT32_MAX ? "" : name,
               FailureKind::other};
    return false;
  }
  if (found == terminals_.end()) {
    *report = {"look at the console: there is none of this number", "connect", ENXIO, name, FailureKind::other};
    return false;
  }
  Terminal &terminal = found->second;
  int viewer = fcntl(socket, F_DUPFD_CLOEXEC, 3);
  if (viewer < 0) {
    *report = {"look at the console", "fcntl", errno, name, FailureKind::other};
    return false;
  }
  never_wait(viewer);
  size_t most = plan_.console.buffer, have = terminal.shown.size();
  if (replay) {
    size_t kept = have > most ? most : have;
    // Room for all of it, beside what is shown next: what a full socket does not take is the end, which one came for.
    int room = 0;
    socklen_t length = sizeof room;
    if (getsockopt(viewer, SOL_SOCKET, SO_SNDBUF, &room, &length) == 0) {
      room += static_cast<int>(kept);
      setsockopt(viewer, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
    }
    send(viewer, terminal.shown.data() + (have - kept), kept, MSG_NOSIGNAL);
  }
  terminal.viewers.insert(viewer);
  loop_.watch(viewer, [this, which = *number, viewer] { hear(which, viewer); });
  *master = terminal.master;
  return true;
}

void Consoles::hear(uint32_t number, int viewer) {
  char buffer[4096];
  ssize_t size = recv(viewer, buffer, sizeof buffer, 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return let_go(number, viewer);
  // A program that does not read its terminal loses what is typed, as on any full line.
  if (write(terminals_[number].master, buffer, size) < 0) return;
}

void Consoles::let_go(uint32_t number, int viewer) {
  terminals_[number].viewers.erase(viewer);
  loop_.forget(viewer);
  close(viewer);
}
