// The monitor's socket: one request a connection, none of which can make another wait.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "../common/wire.h"
#include "loop.h"

namespace message {
enum : uint8_t {
  stop = 32,
  signal = 33,
  exec = 34,
  configure = 35,
  watch = 36,
  restart = 37,
  freeze = 38,
  thaw = 39,
  console = 40,
  mounts = 41,
  done = 48,
  exec_started = 49,
  exited = 50,
  failed = 51,
  status = 52,
  console_open = 53,
};
}

struct Request {
  int connection;
  uint8_t type;
  std::string payload;
  std::vector<int> descriptors;  // close them
};

class Requests {
 public:
  using Handler = std::function<void(const Request &)>;
  using Gone = std::function<void(int connection)>;
  Requests(Loop &loop, Handler handler, Gone gone)
      : loop_(loop), handler_(std::move(handler)), gone_(std::move(gone)) {}
  ~Requests();

  // Listens on `socket` in the directory, which may be deeper than a socket's address is long. False with errno.
  bool listen(const std::string &directory);
  // Sends a frame, with a descriptor when it is not -1. A peer that does not read is let go.
  void answer(int connection, uint8_t type, const Writer &payload, int descriptor = -1);
  void close_connection(int connection);

 private:
  struct Connection {
    std::string bytes;
    std::vector<int> descriptors;
    bool asked = false;
  };
  void accept();
  void read(int connection);

  Loop &loop_;
  Handler handler_;
  Gone gone_;
  Descriptor listener_;
  std::map<int, Connection> connections_;
};
