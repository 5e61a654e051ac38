#include "firewall_table.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "../common/guard.h"

bool firewall_table_exists(const std::string &name) {
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER));
  // A kernel without nfnetlink has no tables.
  if (!socket.valid()) return false;
  struct {
    struct nlmsghdr header;
    struct nfgenmsg family;
    struct nlattr attribute;
    char name[256];
  } request = {};
  if (name.size() >= sizeof request.name) return false;
  request.header.nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE;
  request.header.nlmsg_flags = NLM_F_REQUEST;
  request.family.nfgen_family = NFPROTO_INET;
  request.attribute.nla_type = NFTA_TABLE_NAME;
  request.attribute.nla_len = static_cast<uint16_t>(NLA_HDRLEN + name.size() + 1);
  memcpy(request.name, name.c_str(), name.size() + 1);
  request.header.nlmsg_len = NLMSG_LENGTH(sizeof request.family) + NLA_ALIGN(request.attribute.nla_len);
  if (send(socket.get(), &request, request.header.nlmsg_len, 0) < 0) return false;
  alignas(NLMSG_ALIGNTO) char answer[1024];
  ssize_t size = recv(socket.get(), answer, sizeof answer, 0);
  if (size < static_cast<ssize_t>(sizeof(struct nlmsghdr))) return true;
  auto *header = reinterpret_cast<const struct nlmsghdr *>(answer);
  if (header->nlmsg_type != NLMSG_ERROR) return true;
  // EINVAL: the kernel has nfnetlink, and no nf_tables.
  int error = -static_cast<const struct nlmsgerr *>(NLMSG_DATA(header))->error;
  return error != ENOENT && error != EINVAL && error != EOPNOTSUPP;
}
