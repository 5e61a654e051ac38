#include "starter.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "monitor.h"

namespace {

const int command_line = 3;  // the socket to lxc-compose
const uint32_t largest_frame = 16 << 20;
// More than two at once only wait for each other's locks in the kernel.
const size_t most_at_work = 2;

// Takes one frame off the front; false when it is not whole yet.
bool take_frame(std::string &bytes, std::string *frame) {
  uint32_t length = 0;
  if (bytes.size() < 9) return false;
  memcpy(&length, bytes.data(), sizeof length);
  if (bytes.size() < 4 + static_cast<size_t>(length)) return false;
  *frame = bytes.substr(0, 4 + length);
  bytes.erase(0, 4 + length);
  return true;
}

bool send_all(int socket, const std::string &bytes) {
  for (size_t sent = 0; sent < bytes.size();) {
    ssize_t count = send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    sent += count;
  }
  return true;
}

uint32_t id_of(const std::string &frame) {
  uint32_t id;
  memcpy(&id, frame.data() + 5, sizeof id);
  return id;
}

struct Channel {
  Descriptor socket;
  std::string bytes;
  bool at_work = true;
};

class Starter {
 public:
  int run() {
    // The monitors go on without us and are nobody's zombies meanwhile.
    signal(SIGCHLD, SIG_IGN);
    while (!hung_up_ || !channels_.empty()) {
      begin_waiting();
      if (!wait()) return 1;
    }
    return 0;
  }

 private:
  bool wait() {
    std::vector<struct pollfd> polled;
    if (!hung_up_) polled.push_back({command_line, POLLIN, 0});
    for (auto &[id, channel] : channels_) polled.push_back({channel.socket.get(), POLLIN, 0});
    if (poll(polled.data(), polled.size(), -1) < 0) return errno == EINTR;
    for (const struct pollfd &each : polled) {
      if (each.revents == 0) continue;
      if (each.fd == command_line)
        hear_command_line();
      else
        hear_monitor(each.fd);
    }
    return true;
  }

  void hear_command_line() {
    static char buffer[64 << 10];
    ssize_t size = recv(command_line, buffer, sizeof buffer, 0);
    if (size < 0 && errno == EINTR) return;
    if (size <= 0) {
      hung_up_ = true;
      waiting_.clear();
      // Parked containers end; those whose start was told go on, for their monitors read that first.
      for (auto &[id, channel] : channels_) shutdown(channel.socket.get(), SHUT_WR);
      return;
    }
    bytes_.append(buffer, size);
    uint32_t length = 0;
    if (bytes_.size() >= 4) memcpy(&length, bytes_.data(), sizeof length);
    if (length > largest_frame) _exit(1);
    std::string frame;
    while (take_frame(bytes_, &frame)) {
      if (frame[4] == starter_message::create) {
        waiting_.push_back(std::move(frame));
        continue;
      }
      auto found = channels_.find(id_of(frame));
      if (found != channels_.end()) send_all(found->second.socket.get(), frame);
    }
  }

  void hear_monitor(int socket) {
    auto found = channels_.begin();
    while (found != channels_.end() && found->second.socket.get() != socket) ++found;
    if (found == channels_.end()) return;
    Channel &channel = found->second;
    char buffer[8192];
    ssize_t size = recv(socket, buffer, sizeof buffer, 0);
    if (size < 0 && errno == EINTR) return;
    if (size <= 0) {
      channels_.erase(found);
      return;
    }
    channel.bytes.append(buffer, size);
    std::string frame;
    while (take_frame(channel.bytes, &frame)) {
      channel.at_work = false;
      send_all(command_line, frame);
    }
  }

  void begin_waiting() {
    size_t at_work = 0;
    for (auto &[id, channel] : channels_) at_work += channel.at_work ? 1 : 0;
    for (; at_work < most_at_work && !waiting_.empty(); at_work++) {
      std::string frame = std::move(waiting_.front());
      waiting_.pop_front();
      begin(frame);
    }
  }

  void begin(const std::string &frame) {
    uint32_t id = id_of(frame);
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return refuse(id, "socketpair");
    Descriptor ours(ends[0]), theirs(ends[1]);
    pid_t pid = fork();
    if (pid < 0) return refuse(id, "fork");
    if (pid == 0) become_monitor(id, theirs.get(), frame);
    channels_[id].socket = std::move(ours);
  }

  void refuse(uint32_t id, const char *call) {
    Writer failed;
    failed.u32(id).text("start its monitor").text(call).u32(errno).text("").u8(0).u8(0);
    send_all(command_line, failed.frame(starter_message::failed));
  }

  [[noreturn]] void become_monitor(uint32_t id, int channel, const std::string &frame) {
    signal(SIGCHLD, SIG_DFL);
    setsid();
    // The lock is the starter's: a container's life is longer than an `up`.
    if (dup2(channel, command_line) < 0) _exit(1);
    syscall(SYS_close_range, command_line + 1, ~0u, 0);
    fcntl(command_line, F_SETFD, FD_CLOEXEC);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int number = 0; number < 3; number++) dup2(null, number);
    close(null);
    if (chdir("/") < 0) _exit(1);
    for (auto &[number, other] : channels_) other.socket.release();  // closed above
    LaunchPlan plan;
    auto *bytes = reinterpret_cast<const uint8_t *>(frame.data());
    if (!decode_launch_plan(bytes + 9, frame.size() - 9, &plan)) {
      std::string failed = Writer()
                               .u32(id)
                               .text("read the launch plan")
                               .text("decode")
                               .u32(EPROTO)
                               .text("")
                               .u8(0)
                               .u8(0)
                               .frame(starter_message::failed);
      send_all(command_line, failed);
      _exit(1);
    }
    name_process("lxc-monitor: " + plan.project + "/" + plan.container);
    bytes_.clear();
    bytes_.shrink_to_fit();
    Monitor monitor(std::move(plan), id, command_line);
    _exit(monitor.run());
  }

  // For ps(1): the kernel cuts the short name at 15 bytes, so the command line is moved to where there is room.
  static void name_process(const std::string &name) {
    static std::string line;
    line = name;
    prctl(PR_SET_NAME, name.c_str());
    prctl(PR_SET_MM, PR_SET_MM_ARG_START, line.data(), 0, 0);
    prctl(PR_SET_MM, PR_SET_MM_ARG_END, line.data() + line.size() + 1, 0, 0);
  }

  std::string bytes_;
  std::deque<std::string> waiting_;
  std::map<uint32_t, Channel> channels_;
  bool hung_up_ = false;
};

}  // namespace

int starter_main() { return Starter().run(); }
