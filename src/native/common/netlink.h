// One rtnetlink request and its acknowledgement, in a buffer of fixed size: no allocation between clone and exec.
#pragma once
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

struct Message {
  alignas(NLMSG_ALIGNTO) char bytes[512] = {};
  struct nlmsghdr *header() {
    return reinterpret_cast<struct nlmsghdr *>(bytes);
  }

  template <typename Body>
  Body *begin(uint16_t type, uint16_t flags) {
    header()->nlmsg_len = NLMSG_LENGTH(sizeof(Body));
    header()->nlmsg_type = type;
    header()->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
    return static_cast<Body *>(NLMSG_DATA(header()));
  }

  void attribute(uint16_t type, const void *data, size_t size) {
    auto *attribute = reinterpret_cast<struct rtattr *>(bytes + NLMSG_ALIGN(header()->nlmsg_len));
    attribute->rta_type = type;
    attribute->rta_len = RTA_LENGTH(size);
    memcpy(RTA_DATA(attribute), data, size);
    header()->nlmsg_len = NLMSG_ALIGN(header()->nlmsg_len) + RTA_ALIGN(attribute->rta_len);
  }
};

// Sends one request and takes its acknowledgement; errno is the kernel's.
inline bool talk(int socket, Message &message) {
  if (send(socket, message.bytes, message.header()->nlmsg_len, 0) < 0) return false;
  alignas(NLMSG_ALIGNTO) char answer[4096];
  ssize_t size = recv(socket, answer, sizeof answer, 0);
  if (size < 0) return false;
  auto *header = reinterpret_cast<struct nlmsghdr *>(answer);
  if (!NLMSG_OK(header, static_cast<size_t>(size)) || header->nlmsg_type != NLMSG_ERROR) {
    errno = EPROTO;
    return false;
  }
  int error = static_cast<struct nlmsgerr *>(NLMSG_DATA(header))->error;
  errno = -error;
  return error == 0;
}
