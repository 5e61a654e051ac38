// What a child tells the monitor between clone and exec, one message each: a report of failure, a terminal's master,
// `P` for parked.
#include <string.h>
#include <sys/socket.h>

#include "../common/wire.h"
#include "internal.h"

namespace {

// The kernel carries no more in one message.
const size_t most_descriptors = 253;

struct Message {
  uint8_t bytes[8192];
  ssize_t size;
  std::vector<int> descriptors;
};

bool receive(int socket, Message *message) {
  struct iovec part = {message->bytes, sizeof message->bytes};
  alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * most_descriptors)];
  struct msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  do {
    message->size = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (message->size < 0 && errno == EINTR);
  if (message->size < 0) return false;
  struct cmsghdr *first = CMSG_FIRSTHDR(&header);
  if (first && first->cmsg_type == SCM_RIGHTS) {
    message->descriptors.resize((first->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(message->descriptors.data(), CMSG_DATA(first), message->descriptors.size() * sizeof(int));
  }
  return true;
}

bool read_report(const Message &message, Report *report) {
  Reader reader(message.bytes + 5, message.size - 5);
  report->step = reader.text();
  report->call = reader.text();
  report->error = static_cast<int>(reader.u32());
  report->path = reader.text();
  report->kind = static_cast<FailureKind>(reader.u8());
  return reader.ok();
}

}  // namespace

void send_report(int socket, const Report &report) {
  Writer writer;
  // A path is at most 4096 bytes; what the container chose may not make the message too long to be sent.
  writer.text(report.step).text(report.call).u32(report.error).text(report.path.substr(0, 4096));
  writer.u8(static_cast<uint8_t>(report.kind));
  std::string frame = writer.frame('F');
  send(socket, frame.data(), frame.size(), MSG_NOSIGNAL);
}

bool monitor_await(int control, Awaited awaited, std::vector<int> *terminals, Report *report) {
  for (;;) {
    Message message;
    if (!receive(control, &message)) return fail(report, "hear from the container", "recvmsg");
    if (!message.descriptors.empty()) {
      if (terminals) terminals->insert(terminals->end(), message.descriptors.begin(), message.descriptors.end());
      continue;
    }
    if (message.size == 0) {
      if (awaited == Awaited::executed) return true;
      // It ended without a word: killed, by the kernel for want of memory or by somebody.
      errno = ESRCH;
      return fail(report, "prepare the container (its first process was killed)", "recvmsg");
    }
    if (message.size == 1 && awaited == Awaited::parked) return true;
    if (message.size > 5 && read_report(message, report)) return false;
  }
}
