// Interfaces, addresses, routes, names and sysctls of the namespaces that this process is in: raw rtnetlink, so that no
// program is started for a container's network.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../common/netlink.h"
#include "internal.h"

namespace {

struct Prefix {
  int family = AF_INET;
  uint8_t bytes[16] = {};
  uint8_t length = 0;
  size_t size() const { return family == AF_INET ? 4 : 16; }
};

// `10.0.2.16/24`; without a slash the whole address counts.
bool parse_prefix(const std::string &text, Prefix *prefix) {
  size_t slash = text.find('/');
  std::string address = text.substr(0, slash);
  prefix->family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
  if (inet_pton(prefix->family, address.c_str(), prefix->bytes) != 1) {
    errno = EINVAL;
    return false;
  }
  prefix->length = slash == std::string::npos ? prefix->size() * 8 : atoi(text.c_str() + slash + 1);
  return true;
}

bool change_link(int socket, const ConfigureStep &step, unsigned index) {
  Message message;
  auto *link = message.begin<struct ifinfomsg>(step.op == ConfigureOp::link_delete ? RTM_DELLINK : RTM_NEWLINK, 0);
  link->ifi_index = static_cast<int>(index);
  if (step.op == ConfigureOp::link_up || step.op == ConfigureOp::link_down) {
    link->ifi_change = IFF_UP;
    link->ifi_flags = step.op == ConfigureOp::link_up ? IFF_UP : 0;
  }
  if (step.op == ConfigureOp::link_mac) message.attribute(IFLA_ADDRESS, step.mac, sizeof step.mac);
  if (step.op == ConfigureOp::link_mtu) message.attribute(IFLA_MTU, &step.number, sizeof step.number);
  if (step.op == ConfigureOp::link_rename) message.attribute(IFLA_IFNAME, step.value.c_str(), step.value.size() + 1);
  return talk(socket, message);
}

// What it sends, by a token bucket: the kernel computes the rest from the rate and the burst.
bool change_rate(int socket, const ConfigureStep &step, unsigned index) {
  Message message;
  bool limit = step.number != 0;
  auto *body =
      message.begin<struct tcmsg>(limit ? RTM_NEWQDISC : RTM_DELQDISC, limit ? NLM_F_CREATE | NLM_F_REPLACE : 0);
  body->tcm_family = AF_UNSPEC;
  body->tcm_ifindex = static_cast<int>(index);
  body->tcm_parent = TC_H_ROOT;
  if (!limit) return talk(socket, message);
  uint32_t burst = step.number / 100 < 16384 ? 16384 : step.number / 100;
  struct tc_tbf_qopt options = {};
  options.rate.rate = step.number;
  options.rate.linklayer = TC_LINKLAYER_ETHERNET;
  options.limit = step.number / 20 + burst;
  alignas(NLMSG_ALIGNTO) char nested[128] = {};
  auto *first = reinterpret_cast<struct rtattr *>(nested);
  first->rta_type = TCA_TBF_PARMS;
  first->rta_len = RTA_LENGTH(sizeof options);
  memcpy(RTA_DATA(first), &options, sizeof options);
  auto *second = reinterpret_cast<struct rtattr *>(nested + RTA_SPACE(sizeof options));
  second->rta_type = TCA_TBF_BURST;
  second->rta_len = RTA_LENGTH(sizeof burst);
  memcpy(RTA_DATA(second), &burst, sizeof burst);
  message.attribute(TCA_KIND, "tbf", 4);
  message.attribute(TCA_OPTIONS | NLA_F_NESTED, nested, RTA_SPACE(sizeof options) + RTA_SPACE(sizeof burst));
  return talk(socket, message);
}

bool change_address(int socket, const ConfigureStep &step, unsigned index) {
  Prefix prefix;
  if (!parse_prefix(step.value, &prefix)) return false;
  bool add = step.op == ConfigureOp::address_add;
  Message message;
  auto *address = message.begin<struct ifaddrmsg>(add ? RTM_NEWADDR : RTM_DELADDR, add ? NLM_F_CREATE | NLM_F_EXCL : 0);
  address->ifa_family = prefix.family;
  address->ifa_prefixlen = prefix.length;
  address->ifa_index = index;
  // Duplicate address detection would keep an IPv6 address unusable for a second.
  if (prefix.family == AF_INET6) address->ifa_flags = IFA_F_NODAD;
  message.attribute(IFA_LOCAL, prefix.bytes, prefix.size());
  message.attribute(IFA_ADDRESS, prefix.bytes, prefix.size());
  if (add && prefix.family == AF_INET && prefix.length < 31) {
    uint32_t number;
    memcpy(&number, prefix.bytes, sizeof number);
    number |= htonl(prefix.length == 0 ? 0xffffffff : 0xffffffffu >> prefix.length);
    message.attribute(IFA_BROADCAST, &number, sizeof number);
  }
  return talk(socket, message);
}

bool change_route(int socket, const ConfigureStep &step, unsigned index) {
  Prefix to;
  if (!parse_prefix(step.value, &to)) return false;
  bool add = step.op == ConfigureOp::route_add;
  Message message;
  auto *route = message.begin<struct rtmsg>(add ? RTM_NEWROUTE : RTM_DELROUTE, add ? NLM_F_CREATE | NLM_F_EXCL : 0);
  route->rtm_family = to.family;
  route->rtm_dst_len = to.length;
  route->rtm_table = step.table == 0 || step.table > 255 ? RT_TABLE_MAIN : step.table;
  // Who set a route does not matter when it goes; `ip route add` says RTPROT_BOOT.
  route->rtm_protocol = add ? RTPROT_STATIC : RTPROT_UNSPEC;
  route->rtm_type = RTN_UNICAST;
  route->rtm_scope = step.via.empty() ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
  if (!add) route->rtm_scope = RT_SCOPE_NOWHERE;
  if (to.length > 0) message.attribute(RTA_DST, to.bytes, to.size());
  if (!step.via.empty()) {
    Prefix via;
    if (!parse_prefix(step.via, &via)) return false;
    message.attribute(RTA_GATEWAY, via.bytes, via.size());
  }
  message.attribute(RTA_OIF, &index, sizeof index);
  if (step.number != 0) message.attribute(RTA_PRIORITY, &step.number, sizeof step.number);
  if (step.table > 255) message.attribute(RTA_TABLE, &step.table, sizeof step.table);
  return talk(socket, message);
}

// A key is at most a name below /proc/sys: `/` in it would be another file.
bool write_sysctl(int proc, const ConfigureStep &step, Report *report) {
  std::string path = "sys/" + step.name;
  for (char &letter : path)
    if (letter == '.') letter = '/';
  if (step.name.find('/') != std::string::npos || step.name.find("..") != std::string::npos) {
    errno = EINVAL;
    return fail(report, "set the sysctl", "open", step.name);
  }
  Descriptor file(openat(proc, path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.valid()) return fail(report, "set the sysctl", "open", "/proc/" + path);
  if (write(file.get(), step.value.data(), step.value.size()) < 0)
    return fail(report, "set the sysctl", "write", "/proc/" + path);
  return true;
}

bool carry_out(int socket, int proc, const ConfigureStep &step, Report *report) {
  switch (step.op) {
    case ConfigureOp::hostname:
      if (sethostname(step.name.data(), step.name.size()) < 0)
        return fail(report, "set the host name", "sethostname", step.name);
      return true;
    case ConfigureOp::domainname:
      if (setdomainname(step.name.data(), step.name.size()) < 0)
        return fail(report, "set the domain name", "setdomainname", step.name);
      return true;
    case ConfigureOp::sysctl:
      return write_sysctl(proc, step, report);
    default:
      break;
  }
  unsigned index = if_nametoindex(step.name.c_str());
  if (index == 0) return fail(report, "find the interface", "SIOCGIFINDEX", step.name);
  switch (step.op) {
    case ConfigureOp::address_add:
    case ConfigureOp::address_delete:
      if (change_address(socket, step, index)) return true;
      return fail(report, "change the address", step.op == ConfigureOp::address_add ? "RTM_NEWADDR" : "RTM_DELADDR",
                  step.name + " " + step.value);
    case ConfigureOp::route_add:
    case ConfigureOp::route_delete:
      if (change_route(socket, step, index)) return true;
      return fail(report, "change the route", step.op == ConfigureOp::route_add ? "RTM_NEWROUTE" : "RTM_DELROUTE",
                  step.name + " " + step.value);
    case ConfigureOp::link_rate:
      if (change_rate(socket, step, index)) return true;
      return fail(report, "set the bandwidth", "RTM_NEWQDISC", step.name);
    default:
      if (change_link(socket, step, index)) return true;
      return fail(report, "change the interface", "RTM_NEWLINK", step.name);
  }
}

}  // namespace

bool inside_configure(const std::vector<ConfigureStep> &steps, int proc, Report *report) {
  if (steps.empty()) return true;
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket.valid()) return fail(report, "talk to the kernel's network", "socket");
  for (const ConfigureStep &step : steps)
    if (!carry_out(socket.get(), proc, step, report)) return false;
  return true;
}
