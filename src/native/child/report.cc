// A failure travels from the child to the monitor as one message.
#include <sys/socket.h>

#include "../common/wire.h"
#include "internal.h"

void send_report(int socket, const Report &report) {
  Writer writer;
  writer.text(report.step).text(report.call).u32(report.error).text(report.path).u8(static_cast<uint8_t>(report.kind));
  std::string frame = writer.frame('F');
  send(socket, frame.data(), frame.size(), MSG_NOSIGNAL);
}

bool receive_report(int socket, Report *report) {
  uint8_t buffer[8192];
  ssize_t size;
  do {
    size = recv(socket, buffer, sizeof buffer, 0);
  } while (size < 0 && errno == EINTR);
  if (size < 5) return false;
  Reader reader(buffer + 5, size - 5);
  report->step = reader.text();
  report->call = reader.text();
  report->error = static_cast<int>(reader.u32());
  report->path = reader.text();
  report->kind = static_cast<FailureKind>(reader.u8());
  return reader.ok();
}
