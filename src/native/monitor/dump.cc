#include "dump.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../common/guard.h"
#include "json.h"

#ifndef IFLA_PROP_LIST
#define IFLA_PROP_LIST 52
#define IFLA_ALT_IFNAME 53
#endif

namespace {

const uint8_t protocol_kernel = 2;

struct Attributes {
  const struct rtattr *by_type[64] = {};

  Attributes(const void *first, int size) {
    auto *each = static_cast<const struct rtattr *>(first);
    for (; RTA_OK(each, size); each = RTA_NEXT(each, size)) {
      unsigned type = each->rta_type & NLA_TYPE_MASK;
      if (type < 64) by_type[type] = each;
    }
  }
  const void *data(unsigned type) const { return by_type[type] ? RTA_DATA(by_type[type]) : nullptr; }
  int size(unsigned type) const { return by_type[type] ? static_cast<int>(RTA_PAYLOAD(by_type[type])) : 0; }
  // Of one, two or four bytes; little-endian machines only, as the plan's encoding is.
  uint32_t number(unsigned type) const {
    uint32_t value = 0;
    memcpy(&value, by_type[type] ? data(type) : &value, size(type) < 4 ? size(type) : 4);
    return value;
  }
  std::string text(unsigned type) const {
    return by_type[type] ? std::string(static_cast<const char *>(data(type)),
                                       strnlen(static_cast<const char *>(data(type)), size(type)))
                         : std::string();
  }
};

std::string address_text(int family, const void *bytes) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(family, bytes, text, sizeof text);
  return text;
}

std::string mac_text(const Attributes &attributes) {
  auto *bytes = static_cast<const uint8_t *>(attributes.data(IFLA_ADDRESS));
  std::string text;
  for (int index = 0; index < attributes.size(IFLA_ADDRESS); index++) {
    char part[4];
    snprintf(part, sizeof part, "%s%02x", index ? ":" : "", bytes[index]);
    text += part;
  }
  return text;
}

std::string altnames(const Attributes &attributes) {
  std::string list;
  auto *each = static_cast<const struct rtattr *>(attributes.data(IFLA_PROP_LIST));
  int size = attributes.size(IFLA_PROP_LIST);
  for (; each && RTA_OK(each, size); each = RTA_NEXT(each, size)) {
    if ((each->rta_type & NLA_TYPE_MASK) != IFLA_ALT_IFNAME) continue;
    auto *name = static_cast<const char *>(RTA_DATA(each));
    list += (list.empty() ? "" : ",") + json_text(std::string(name, strnlen(name, RTA_PAYLOAD(each))));
  }
  return list;
}

// What a bridge says of itself, under the names of iproute2 and in the kernel's units (times in USER_HZ).
std::string bridge_json(const Attributes &data) {
  static const struct {
    const char *name;
    unsigned type;
  } numbers[] = {{"forward_delay", IFLA_BR_FORWARD_DELAY},
                 {"hello_time", IFLA_BR_HELLO_TIME},
                 {"max_age", IFLA_BR_MAX_AGE},
                 {"ageing_time", IFLA_BR_AGEING_TIME},
                 {"priority", IFLA_BR_PRIORITY},
                 {"group_fwd_mask", IFLA_BR_GROUP_FWD_MASK},
                 {"stp_state", IFLA_BR_STP_STATE},
                 {"mcast_snooping", IFLA_BR_MCAST_SNOOPING},
                 {"vlan_filtering", IFLA_BR_VLAN_FILTERING}};
  std::string json;
  for (const auto &each : numbers) {
    if (!data.data(each.type)) continue;
    json += (json.empty() ? "{\"" : ",\"") + std::string(each.name) + "\":" + std::to_string(data.number(each.type));
  }
  return json.empty() ? "{}" : json + "}";
}

// What an interface on top of another one is, in the kernel's numbers.
std::string upper_json(const std::string &kind, const Attributes &data) {
  auto number = [&data](const char *name, unsigned type) {
    return ",\"" + std::string(name) + "\":" + std::to_string(data.number(type));
  };
  if (kind == "macvlan") return number("mode", IFLA_MACVLAN_MODE);
  if (kind == "ipvlan") return number("mode", IFLA_IPVLAN_MODE) + number("flags", IFLA_IPVLAN_FLAGS);
  if (kind == "vlan") return number("vlan", IFLA_VLAN_ID);
  return "";
}

std::string link_json(const struct nlmsghdr *header) {
  auto *link = static_cast<const struct ifinfomsg *>(NLMSG_DATA(header));
  Attributes attributes(IFLA_RTA(link), static_cast<int>(IFLA_PAYLOAD(header)));
  std::string kind, port;
  if (attributes.data(IFLA_LINKINFO)) {
    Attributes info(attributes.data(IFLA_LINKINFO), attributes.size(IFLA_LINKINFO));
    kind = info.text(IFLA_INFO_KIND);
    if (kind == "bridge")
      port = ",\"bridge\":" + bridge_json(Attributes(info.data(IFLA_INFO_DATA), info.size(IFLA_INFO_DATA)));
    else if (kind == "veth") {
      for (auto [name, type] : {std::pair("rxQueues", IFLA_NUM_RX_QUEUES), std::pair("txQueues", IFLA_NUM_TX_QUEUES)})
        if (attributes.number(type) > 1)
          port += ",\"" + std::string(name) + "\":" + std::to_string(attributes.number(type));
    } else if (info.data(IFLA_INFO_DATA))
      port = upper_json(kind, Attributes(info.data(IFLA_INFO_DATA), info.size(IFLA_INFO_DATA)));
  }
  if (attributes.data(IFLA_MASTER) && attributes.data(IFLA_LINKINFO)) {
    Attributes info(attributes.data(IFLA_LINKINFO), attributes.size(IFLA_LINKINFO));
    if (info.text(IFLA_INFO_SLAVE_KIND) == "bridge" && info.data(IFLA_INFO_SLAVE_DATA)) {
      Attributes slave(info.data(IFLA_INFO_SLAVE_DATA), info.size(IFLA_INFO_SLAVE_DATA));
      if (slave.number(IFLA_BRPORT_ISOLATED)) port += ",\"isolated\":true";
      if (slave.number(IFLA_BRPORT_MODE)) port += ",\"hairpin\":true";
    }
  }
  if (attributes.data(IFLA_MASTER)) port += ",\"master\":" + std::to_string(attributes.number(IFLA_MASTER));
  if (attributes.number(IFLA_GROUP)) port += ",\"group\":" + std::to_string(attributes.number(IFLA_GROUP));
  if (attributes.data(IFLA_LINK_NETNSID))
    port += ",\"peerNamespace\":" + std::to_string(static_cast<int32_t>(attributes.number(IFLA_LINK_NETNSID)));
  return "{\"ifindex\":" + std::to_string(link->ifi_index) + ",\"name\":" + json_text(attributes.text(IFLA_IFNAME)) +
         ",\"mac\":\"" + mac_text(attributes) + "\",\"mtu\":" + std::to_string(attributes.number(IFLA_MTU)) +
         ",\"up\":" + (link->ifi_flags & IFF_UP ? "true" : "false") +
         ",\"peerIndex\":" + std::to_string(attributes.number(IFLA_LINK)) + ",\"kind\":" + json_text(kind) +
         ",\"altnames\":[" + altnames(attributes) + "]" + port + "}";
}

std::string address_json(const struct nlmsghdr *header) {
  auto *address = static_cast<const struct ifaddrmsg *>(NLMSG_DATA(header));
  Attributes attributes(IFA_RTA(address), static_cast<int>(IFA_PAYLOAD(header)));
  const void *bytes = attributes.data(IFA_LOCAL) ? attributes.data(IFA_LOCAL) : attributes.data(IFA_ADDRESS);
  if (!bytes) return "";
  uint8_t protocol = attributes.size(11 /* IFA_PROTO */) > 0 ? *static_cast<const uint8_t *>(attributes.data(11)) : 0;
  return "{\"ifindex\":" + std::to_string(address->ifa_index) + ",\"address\":\"" +
         address_text(address->ifa_family, bytes) + "/" + std::to_string(address->ifa_prefixlen) +
         "\",\"scope\":" + std::to_string(address->ifa_scope) + ",\"proto\":" + std::to_string(protocol) + "}";
}

// Unicast routes that somebody set; what the kernel derives from addresses says nothing new.
std::string route_json(const struct nlmsghdr *header) {
  auto *route = static_cast<const struct rtmsg *>(NLMSG_DATA(header));
  Attributes attributes(RTM_RTA(route), static_cast<int>(RTM_PAYLOAD(header)));
  uint32_t table = attributes.size(RTA_TABLE) >= 4 ? attributes.number(RTA_TABLE) : route->rtm_table;
  bool shown = route->rtm_type == RTN_UNICAST && table != RT_TABLE_LOCAL && route->rtm_protocol != protocol_kernel &&
               !(route->rtm_flags & RTM_F_CLONED);
  if (!shown) return "";
  static const uint8_t any[16] = {};
  const void *to = attributes.data(RTA_DST) ? attributes.data(RTA_DST) : any;
  std::string via = attributes.data(RTA_GATEWAY)
                        ? "\"" + address_text(route->rtm_family, attributes.data(RTA_GATEWAY)) + "\""
                        : "null";
  return "{\"to\":\"" + address_text(route->rtm_family, to) + "/" + std::to_string(route->rtm_dst_len) +
         "\",\"via\":" + via + ",\"ifindex\":" + std::to_string(attributes.number(RTA_OIF)) +
         ",\"metric\":" + std::to_string(attributes.number(RTA_PRIORITY)) + ",\"table\":" + std::to_string(table) +
         ",\"protocol\":" + std::to_string(route->rtm_protocol) + ",\"type\":" + std::to_string(route->rtm_type) + "}";
}

// Of interfaces whose bandwidth is limited.
std::string rate_json(const struct nlmsghdr *header) {
  auto *body = static_cast<const struct tcmsg *>(NLMSG_DATA(header));
  const int head = NLMSG_ALIGN(sizeof *body);
  Attributes attributes(reinterpret_cast<const char *>(body) + head, NLMSG_PAYLOAD(header, sizeof *body));
  if (body->tcm_parent != TC_H_ROOT || attributes.text(TCA_KIND) != "tbf" || !attributes.data(TCA_OPTIONS)) return "";
  Attributes options(attributes.data(TCA_OPTIONS), attributes.size(TCA_OPTIONS));
  if (options.size(TCA_TBF_PARMS) < static_cast<int>(sizeof(struct tc_tbf_qopt))) return "";
  struct tc_tbf_qopt limit;
  memcpy(&limit, options.data(TCA_TBF_PARMS), sizeof limit);
  return "{\"ifindex\":" + std::to_string(body->tcm_ifindex) + ",\"rate\":" + std::to_string(limit.rate.rate) + "}";
}

using Describe = std::string (*)(const struct nlmsghdr *);

bool dump(int socket, uint16_t type, size_t body, Describe describe, std::string *json) {
  struct {
    struct nlmsghdr header;
    char body[64];
  } request = {};
  request.header.nlmsg_len = NLMSG_LENGTH(body);
  request.header.nlmsg_type = type;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  if (send(socket, &request, request.header.nlmsg_len, 0) < 0) return false;
  alignas(NLMSG_ALIGNTO) static char buffer[32 << 10];
  bool first = true;
  for (;;) {
    ssize_t size = recv(socket, buffer, sizeof buffer, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    int left = static_cast<int>(size);
    for (auto *each = reinterpret_cast<struct nlmsghdr *>(buffer); NLMSG_OK(each, left);
         each = NLMSG_NEXT(each, left)) {
      if (each->nlmsg_type == NLMSG_DONE) return true;
      if (each->nlmsg_type == NLMSG_ERROR) {
        errno = -static_cast<struct nlmsgerr *>(NLMSG_DATA(each))->error;
        return false;
      }
      std::string text = describe(each);
      if (text.empty()) continue;
      *json += (first ? "" : ",") + text;
      first = false;
    }
  }
}

}  // namespace

bool dump_network(std::string *json) {
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket.valid()) return false;
  // So that the kernel believes the header's filters and gives a link's full answer.
  int on = 1;
  setsockopt(socket.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
  *json += "\"links\":[";
  if (!dump(socket.get(), RTM_GETLINK, sizeof(struct ifinfomsg), link_json, json)) return false;
  *json += "],\"addresses\":[";
  if (!dump(socket.get(), RTM_GETADDR, sizeof(struct ifaddrmsg), address_json, json)) return false;
  *json += "],\"routes\":[";
  if (!dump(socket.get(), RTM_GETROUTE, sizeof(struct rtmsg), route_json, json)) return false;
  *json += "],\"rates\":[";
  // A kernel without schedulers has no limits either.
  dump(socket.get(), RTM_GETQDISC, sizeof(struct tcmsg), rate_json, json);
  *json += "]";
  return true;
}

int32_t namespace_id(int descriptor) {
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket.valid()) return NETNSA_NSID_NOT_ASSIGNED;
  struct {
    struct nlmsghdr header;
    struct rtgenmsg body;
    alignas(NLMSG_ALIGNTO) struct rtattr attribute;
    int32_t descriptor;
  } request = {};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = RTM_GETNSID;
  request.header.nlmsg_flags = NLM_F_REQUEST;
  request.attribute.rta_type = NETNSA_FD;
  request.attribute.rta_len = RTA_LENGTH(sizeof descriptor);
  request.descriptor = descriptor;
  alignas(NLMSG_ALIGNTO) char answer[512];
  if (send(socket.get(), &request, sizeof request, 0) < 0) return NETNSA_NSID_NOT_ASSIGNED;
  ssize_t size = recv(socket.get(), answer, sizeof answer, 0);
  auto *header = reinterpret_cast<struct nlmsghdr *>(answer);
  if (size < 0 || !NLMSG_OK(header, static_cast<size_t>(size)) || header->nlmsg_type != RTM_NEWNSID)
    return NETNSA_NSID_NOT_ASSIGNED;
  const int head = NLMSG_ALIGN(sizeof(struct rtgenmsg));
  Attributes attributes(static_cast<char *>(NLMSG_DATA(header)) + head, NLMSG_PAYLOAD(header, head));
  return attributes.data(NETNSA_NSID) ? static_cast<int32_t>(attributes.number(NETNSA_NSID)) : NETNSA_NSID_NOT_ASSIGNED;
}
