// Health checks that need no program of the container: a connection, a question by HTTP, an echo request.
#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "inside.h"

namespace {

struct Address {
  struct sockaddr_storage storage = {};
  socklen_t size = 0;
  const struct sockaddr *get() const { return reinterpret_cast<const struct sockaddr *>(&storage); }
};

bool parse_address(const std::string &text, uint16_t port, Address *address) {
  if (text.find(':') == std::string::npos) {
    auto *four = reinterpret_cast<struct sockaddr_in *>(&address->storage);
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    address->size = sizeof *four;
    return inet_pton(AF_INET, text.c_str(), &four->sin_addr) == 1;
  }
  auto *six = reinterpret_cast<struct sockaddr_in6 *>(&address->storage);
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(port);
  address->size = sizeof *six;
  return inet_pton(AF_INET6, text.c_str(), &six->sin6_addr) == 1;
}

// `HTTP/1.1 204 …`: 200 to 399 is good. What comes after the status line is not read.
bool asks_well(int socket, const Healthcheck &check) {
  std::string host = check.address.find(':') == std::string::npos ? check.address : "[" + check.address + "]";
  std::string request = "GET " + check.path + " HTTP/1.1\r\nHost: " + host + ":" + std::to_string(check.port) +
                        "\r\nUser-Agent: lxc-compose\r\nConnection: close\r\n\r\n";
  if (send(socket, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) return false;
  char answer[13] = {};  // as long as "HTTP/1.1 200 "
  size_t have = 0;
  while (have < sizeof answer - 1) {
    ssize_t got = recv(socket, answer + have, sizeof answer - 1 - have, 0);
    if (got <= 0) return false;
    have += static_cast<size_t>(got);
  }
  return strncmp(answer, "HTTP/1.", 7) == 0 && answer[8] == ' ' && (answer[9] == '2' || answer[9] == '3');
}

uint16_t checksum(const uint8_t *bytes, size_t size) {
  uint32_t sum = 0;
  for (size_t at = 0; at + 1 < size; at += 2) sum += static_cast<uint32_t>(bytes[at] << 8 | bytes[at + 1]);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<uint16_t>(~sum);
}

// A raw socket: one for pings is open only to the groups of net.ipv4.ping_group_range, and the host's is none of them.
bool answers_echo(const Address &address) {
  bool six = address.storage.ss_family == AF_INET6;
  int protocol = IPPROTO_ICMP;
  if (six) protocol = IPPROTO_ICMPV6;
  Descriptor socket(::socket(address.storage.ss_family, SOCK_RAW | SOCK_CLOEXEC, protocol));
  // Connected, it hears only this address; its number tells this request from others'.
  if (!socket.valid() || connect(socket.get(), address.get(), address.size) < 0) return false;
  uint8_t request[16] = {};
  uint16_t number = static_cast<uint16_t>(getpid());
  request[0] = six ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
  request[4] = static_cast<uint8_t>(number >> 8);
  request[5] = static_cast<uint8_t>(number);
  if (!six) {  // the kernel fills in the other family's
    uint16_t sum = checksum(request, sizeof request);
    request[2] = static_cast<uint8_t>(sum >> 8);
    request[3] = static_cast<uint8_t>(sum);
  }
  if (send(socket.get(), request, sizeof request, MSG_NOSIGNAL) < 0) return false;
  for (;;) {
    uint8_t packet[256];
    ssize_t got = recv(socket.get(), packet, sizeof packet, 0);
    if (got < 0) return false;
    // IPv4's raw sockets give the header of IP as well.
    size_t start = six ? 0 : static_cast<size_t>(packet[0] & 15) * 4;
    if (static_cast<size_t>(got) < start + 8) continue;
    const uint8_t *reply = packet + start;
    bool is_reply = six ? reply[0] == ICMP6_ECHO_REPLY : reply[0] == ICMP_ECHOREPLY;
    if (is_reply && memcmp(reply + 4, request + 4, 2) == 0) return true;
  }
}

// Blocks as long as the kernel lets it; the monitor ends it when the check's time is over.
bool is_well(const Child &child, const Healthcheck &check) {
  Address address;
  if (setns(child.pidfd, CLONE_NEWNET) < 0 || !parse_address(check.address, check.port, &address)) return false;
  if (check.port == 0) return answers_echo(address);
  Descriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid() || connect(socket.get(), address.get(), address.size) < 0) return false;
  return check.path.empty() || asks_well(socket.get(), check);
}

}  // namespace

bool child_probe(const Child &child, const Healthcheck &check, pid_t *pid, Report *report) {
  *pid = fork();
  if (*pid < 0) return fail(report, "check the container's health", "fork");
  if (*pid == 0) {
    inside_reset_signals();
    _exit(is_well(child, check) ? 0 : 1);
  }
  return true;
}
