// Unix sockets: frames to monitors, descriptors that travel with them, many monitors asked in one poll loop.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "addon.h"

namespace {

// A path may be longer than sun_path's 108 bytes: then it is reached through a descriptor of its directory.
int connect_path(const std::string &path) {
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  struct sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::string name = path;
  int directory = -1;
  if (name.size() >= sizeof address.sun_path) {
    size_t slash = path.rfind('/');
    directory = open(path.substr(0, slash).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    name = "/proc/self/fd/" + std::to_string(directory) + path.substr(slash);
  }
  int error = 0;
  if (name.size() >= sizeof address.sun_path) {
    error = ENAMETOOLONG;
  } else {
    memcpy(address.sun_path, name.c_str(), name.size() + 1);
    if (connect(descriptor, reinterpret_cast<struct sockaddr *>(&address), sizeof address) < 0) error = errno;
  }
  if (directory >= 0) close(directory);
  if (error == 0) return descriptor;
  close(descriptor);
  return -error;
}

int send_frame(int descriptor, const std::string &frame, const std::vector<int> &passed) {
  struct iovec part = {const_cast<char *>(frame.data()), frame.size()};
  struct msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * 8)] = {};
  if (!passed.empty()) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * passed.size());
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * passed.size());
    memcpy(CMSG_DATA(header), passed.data(), sizeof(int) * passed.size());
  }
  size_t sent = 0;
  while (sent < frame.size()) {
    ssize_t count = sendmsg(descriptor, &message, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    sent += count;
    part.iov_base = const_cast<char *>(frame.data()) + sent;
    part.iov_len = frame.size() - sent;
    message.msg_control = nullptr;
    message.msg_controllen = 0;
  }
  return 0;
}

std::string bytes_of(const Napi::Value &value) {
  auto bytes = value.As<Napi::Uint8Array>();
  return std::string(reinterpret_cast<char *>(bytes.Data()), bytes.ByteLength());
}

Napi::Value to_bytes(Napi::Env env, const std::string &text) {
  return Napi::Buffer<uint8_t>::Copy(env, reinterpret_cast<const uint8_t *>(text.data()), text.size());
}

Napi::Value socket_pair(const Napi::CallbackInfo &info) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) throw system_error(info.Env(), errno, "socketpair");
  Napi::Array result = Napi::Array::New(info.Env(), 2);
  result.Set(0u, ends[0]);
  result.Set(1u, ends[1]);
  return result;
}

Napi::Value connect_and_send(const Napi::CallbackInfo &info) {
  std::string path = info[0].As<Napi::String>();
  std::string frame = bytes_of(info[1]);
  std::vector<int> passed;
  auto numbers = info[2].As<Napi::Array>();
  for (uint32_t index = 0; index < numbers.Length() && index < 8; index++)
    passed.push_back(numbers.Get(index).As<Napi::Number>().Int32Value());
  auto connected = std::make_shared<int>(-1);
  return run_on_worker(
      info.Env(), "connect",
      [=] {
        *connected = connect_path(path);
        if (*connected < 0) return -*connected;
        int error = send_frame(*connected, frame, passed);
        if (error != 0) close(*connected);
        return error;
      },
      [=](Napi::Env env) -> Napi::Value { return Napi::Number::New(env, *connected); });
}

struct Received {
  std::string bytes;
  int descriptor = -1;
};

Napi::Value receive_with_descriptor(const Napi::CallbackInfo &info) {
  int descriptor = info[0].As<Napi::Number>().Int32Value();
  auto received = std::make_shared<Received>();
  return run_on_worker(
      info.Env(), "recvmsg",
      [=] {
        char buffer[4096];
        alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
        struct iovec part = {buffer, sizeof buffer};
        struct msghdr message = {};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        ssize_t count;
        do count = recvmsg(descriptor, &message, MSG_CMSG_CLOEXEC);
        while (count < 0 && errno == EINTR);
        if (count < 0) return errno;
        received->bytes.assign(buffer, count);
        for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header))
          if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
            memcpy(&received->descriptor, CMSG_DATA(header), sizeof(int));
        return 0;
      },
      [=](Napi::Env env) -> Napi::Value {
        Napi::Object result = Napi::Object::New(env);
        result.Set("bytes", to_bytes(env, received->bytes));
        result.Set("descriptor", received->descriptor);
        return result;
      });
}

struct Answer {
  int error = 0;
  std::string bytes;
};

// The first frame is whole when its length field says so.
bool is_whole(const std::string &bytes) {
  if (bytes.size() < 5) return false;
  uint32_t length;
  memcpy(&length, bytes.data(), 4);
  return bytes.size() >= 4 + static_cast<size_t>(length);
}

int64_t now_ms() {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000ll + time.tv_nsec / 1000000;
}

int ask_all(const std::vector<std::string> &paths, const std::string &frame, int timeout,
            std::vector<Answer> &answers) {
  std::vector<struct pollfd> waited(paths.size());
  size_t open_count = 0;
  for (size_t index = 0; index < paths.size(); index++) {
    int descriptor = connect_path(paths[index]);
    int error = descriptor < 0 ? -descriptor : send_frame(descriptor, frame, {});
    if (error != 0 && descriptor >= 0) close(descriptor);
    answers[index].error = error;
    waited[index] = {error == 0 ? descriptor : -1, POLLIN, 0};
    if (error == 0) open_count++;
  }
  int64_t until = now_ms() + timeout;
  while (open_count > 0) {
    int64_t left = until - now_ms();
    int ready = timeout < 0 ? poll(waited.data(), waited.size(), -1)
                            : poll(waited.data(), waited.size(), left > 0 ? static_cast<int>(left) : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) break;
    for (size_t index = 0; index < waited.size(); index++) {
      if (waited[index].fd < 0 || waited[index].revents == 0) continue;
      char buffer[4096];
      ssize_t count = recv(waited[index].fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (count > 0) answers[index].bytes.append(buffer, count);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (count > 0 && !is_whole(answers[index].bytes)) continue;
      if (count <= 0) answers[index].error = count < 0 ? errno : EPIPE;
      close(waited[index].fd);
      waited[index].fd = -1;
      open_count--;
    }
  }
  for (size_t index = 0; index < waited.size(); index++) {
    if (waited[index].fd < 0) continue;
    close(waited[index].fd);
    answers[index].error = ETIMEDOUT;
  }
  return 0;
}

Napi::Value request_many(const Napi::CallbackInfo &info) {
  std::vector<std::string> paths;
  auto given = info[0].As<Napi::Array>();
  for (uint32_t index = 0; index < given.Length(); index++) paths.push_back(given.Get(index).As<Napi::String>());
  std::string frame = bytes_of(info[1]);
  int timeout = info[2].As<Napi::Number>().Int32Value();
  auto answers = std::make_shared<std::vector<Answer>>(paths.size());
  return run_on_worker(
      info.Env(), "poll", [=] { return ask_all(paths, frame, timeout, *answers); },
      [=](Napi::Env env) -> Napi::Value {
        Napi::Array result = Napi::Array::New(env, answers->size());
        for (uint32_t index = 0; index < answers->size(); index++) {
          const Answer &answer = (*answers)[index];
          Napi::Object each = Napi::Object::New(env);
          bool whole = is_whole(answer.bytes);
          each.Set("errno", answer.error);
          each.Set("type", whole ? static_cast<uint8_t>(answer.bytes[4]) : 0);
          each.Set("payload", to_bytes(env, whole ? answer.bytes.substr(5) : ""));
          result.Set(index, each);
        }
        return result;
      });
}

}  // namespace

void add_socket_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("socketPair", Napi::Function::New(env, socket_pair));
  exports.Set("connectAndSend", Napi::Function::New(env, connect_and_send));
  exports.Set("receiveWithDescriptor", Napi::Function::New(env, receive_with_descriptor));
  exports.Set("requestMany", Napi::Function::New(env, request_many));
}
