#include "requests.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

const size_t largest_request = 64 << 10;

bool is_root(int connection) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == 0;
}

void take_descriptors(struct msghdr &header, std::vector<int> *descriptors) {
  for (struct cmsghdr *each = CMSG_FIRSTHDR(&header); each; each = CMSG_NXTHDR(&header, each)) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (each->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t index = 0; index < count; index++) {
      int number;
      memcpy(&number, CMSG_DATA(each) + index * sizeof number, sizeof number);
      descriptors->push_back(number);
    }
  }
}

}  // namespace

Requests::~Requests() {
  while (!connections_.empty()) close_connection(connections_.begin()->first);
}

bool Requests::listen(const std::string &directory) {
  listener_.reset(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  Descriptor place(open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!listener_.valid() || !place.valid()) return false;
  struct sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::string path = "/proc/self/fd/" + std::to_string(place.get()) + "/socket";
  memcpy(address.sun_path, path.c_str(), path.size() + 1);
  unlinkat(place.get(), "socket", 0);
  mode_t before = umask(0177);
  bool bound = bind(listener_.get(), reinterpret_cast<struct sockaddr *>(&address), sizeof address) == 0;
  umask(before);
  if (!bound || ::listen(listener_.get(), 64) < 0) return false;
  return loop_.watch(listener_.get(), [this] { accept(); });
}

void Requests::accept() {
  Descriptor connection(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!connection.valid() || !is_root(connection.get())) return;
  int number = connection.get();
  if (!loop_.watch(number, [this, number] { read(number); })) return;
  connections_[connection.release()] = {};
}

void Requests::read(int connection) {
  Connection &state = connections_[connection];
  char buffer[4096];
  struct iovec part = {buffer, sizeof buffer};
  alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * 4)];
  struct msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t size = recvmsg(connection, &header, MSG_CMSG_CLOEXEC);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) {
    gone_(connection);
    close_connection(connection);
    return;
  }
  take_descriptors(header, &state.descriptors);
  if (state.asked) return;  // nothing more is expected; the hang-up is
  state.bytes.append(buffer, size);
  if (state.bytes.size() < 5) return;
  uint32_t length;
  memcpy(&length, state.bytes.data(), sizeof length);
  if (length == 0 || length > largest_request) {
    close_connection(connection);
    return;
  }
  if (state.bytes.size() < 4 + length) return;
  state.asked = true;
  Request request = {connection, static_cast<uint8_t>(state.bytes[4]), state.bytes.substr(5, length - 1),
                     std::move(state.descriptors)};
  state.bytes.clear();
  state.descriptors.clear();
  handler_(request);
  for (int each : request.descriptors) close(each);
}

void Requests::answer(int connection, uint8_t type, const Writer &payload, int descriptor) {
  if (connections_.find(connection) == connections_.end()) return;
  std::string frame = payload.frame(type);
  struct iovec part = {frame.data(), frame.size()};
  alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  struct msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (descriptor >= 0) {
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    struct cmsghdr *first = CMSG_FIRSTHDR(&header);
    first->cmsg_level = SOL_SOCKET;
    first->cmsg_type = SCM_RIGHTS;
    first->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(first), &descriptor, sizeof descriptor);
  }
  if (sendmsg(connection, &header, MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(frame.size())) return;
  gone_(connection);
  close_connection(connection);
}

void Requests::close_connection(int connection) {
  auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  for (int each : found->second.descriptors) close(each);
  connections_.erase(found);
  loop_.forget(connection);
  close(connection);
}
