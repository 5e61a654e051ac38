#include "passing.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool send_descriptors(int socket, const std::vector<int> &descriptors) {
  char byte = 'T';
  struct iovec part = {&byte, 1};
  std::vector<char> control(CMSG_SPACE(sizeof(int) * descriptors.size()));
  struct msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
  memcpy(CMSG_DATA(header), descriptors.data(), sizeof(int) * descriptors.size());
  return sendmsg(socket, &message, MSG_NOSIGNAL) == 1;
}

bool receive_descriptors(int socket, std::vector<int> *descriptors) {
  char byte;
  struct iovec part = {&byte, 1};
  std::vector<char> control(CMSG_SPACE(sizeof(int) * 253));
  struct msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t size;
  do {
    size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  struct cmsghdr *header = size == 1 ? CMSG_FIRSTHDR(&message) : nullptr;
  if (!header || header->cmsg_type != SCM_RIGHTS) return false;
  descriptors->resize((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
  memcpy(descriptors->data(), CMSG_DATA(header), descriptors->size() * sizeof(int));
  return true;
}
