#include "physical.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/guard.h"
#include "../common/netlink.h"

#ifndef IFLA_PROP_LIST
#define IFLA_PROP_LIST 52
#define IFLA_ALT_IFNAME 53
#endif

namespace {

struct FoundLink {
  int index = 0;
  bool up = false;
  uint32_t mtu = 0;
  std::string mac;
};

bool say(const char *step, const char *call, const std::string &path, Report *report) {
  *report = {step, call, errno, path, FailureKind::other};
  return false;
}

int open_socket() { return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE); }

// By its name or, when attribute is IFLA_ALT_IFNAME, by its mark.
bool find(int socket, uint16_t attribute, const std::string &name, FoundLink *found) {
  Message request;
  request.begin<struct ifinfomsg>(RTM_GETLINK, 0);
  request.header()->nlmsg_flags = NLM_F_REQUEST;
  request.attribute(attribute, name.c_str(), name.size() + 1);
  if (send(socket, request.bytes, request.header()->nlmsg_len, 0) < 0) return false;
  alignas(NLMSG_ALIGNTO) static char answer[32 << 10];
  ssize_t size = recv(socket, answer, sizeof answer, 0);
  auto *header = reinterpret_cast<struct nlmsghdr *>(answer);
  if (size < 0 || !NLMSG_OK(header, static_cast<size_t>(size))) return false;
  if (header->nlmsg_type != RTM_NEWLINK) {
    errno = header->nlmsg_type == NLMSG_ERROR ? -static_cast<struct nlmsgerr *>(NLMSG_DATA(header))->error : EPROTO;
    return false;
  }
  auto *link = static_cast<struct ifinfomsg *>(NLMSG_DATA(header));
  found->index = link->ifi_index;
  found->up = link->ifi_flags & IFF_UP;
  int left = static_cast<int>(IFLA_PAYLOAD(header));
  for (auto *each = IFLA_RTA(link); RTA_OK(each, left); each = RTA_NEXT(each, left)) {
    if (each->rta_type == IFLA_MTU) memcpy(&found->mtu, RTA_DATA(each), sizeof found->mtu);
    if (each->rta_type == IFLA_ADDRESS) found->mac.assign(static_cast<char *>(RTA_DATA(each)), RTA_PAYLOAD(each));
  }
  return true;
}

// A name beside its name, by which it is known as the container's wherever it is.
bool change_mark(int socket, uint16_t type, int index, const std::string &mark) {
  Message message;
  message.begin<struct ifinfomsg>(type, type == RTM_NEWLINKPROP ? NLM_F_CREATE | NLM_F_APPEND | NLM_F_EXCL : 0)
      ->ifi_index = index;
  alignas(NLMSG_ALIGNTO) char nested[160] = {};
  auto *name = reinterpret_cast<struct rtattr *>(nested);
  name->rta_type = IFLA_ALT_IFNAME;
  name->rta_len = RTA_LENGTH(mark.size() + 1);
  if (RTA_SPACE(mark.size() + 1) > sizeof nested) return false;
  memcpy(RTA_DATA(name), mark.c_str(), mark.size() + 1);
  message.attribute(IFLA_PROP_LIST | NLA_F_NESTED, nested, RTA_SPACE(mark.size() + 1));
  return talk(socket, message);
}

// The kernel takes it down and drops its addresses on the way.
bool move(int socket, int index, int network_namespace, const std::string &name) {
  Message message;
  message.begin<struct ifinfomsg>(RTM_NEWLINK, 0)->ifi_index = index;
  message.attribute(IFLA_NET_NS_FD, &network_namespace, sizeof network_namespace);
  if (!name.empty()) message.attribute(IFLA_IFNAME, name.c_str(), name.size() + 1);
  return talk(socket, message);
}

void set_up(int socket, int index, bool up) {
  Message message;
  auto *link = message.begin<struct ifinfomsg>(RTM_NEWLINK, 0);
  link->ifi_index = index;
  link->ifi_change = IFF_UP;
  link->ifi_flags = up ? IFF_UP : 0;
  talk(socket, message);
}

}  // namespace

bool PhysicalInterfaces::take(const LaunchPlan &plan, int network_namespace, Report *report) {
  if (plan.physical.empty()) return true;
  Descriptor socket(open_socket());
  if (!socket.valid()) return say("talk to the kernel's network", "socket", "", report);
  for (const PhysicalInterface &each : plan.physical) {
    Interface interface;
    interface.name = each.name;
    interface.mark = "lxcc:" + plan.project + ":" + plan.container + ":" + each.name;
    FoundLink link;
    // One that bears the mark came back by itself, under the name that it had inside: its monitor was killed.
    bool marked = find(socket.get(), IFLA_ALT_IFNAME, interface.mark, &link);
    if (!marked && !find(socket.get(), IFLA_IFNAME, each.name, &link))
      return say("find the host's interface", "RTM_GETLINK", each.name, report);
    interface.mac = link.mac;
    interface.mtu = link.mtu;
    interface.up = link.up;
    if (!read_addresses(socket.get(), link.index, &interface))
      return say("read the interface's addresses", "RTM_GETADDR", each.name, report);
    if (!marked && !change_mark(socket.get(), RTM_NEWLINKPROP, link.index, interface.mark))
      return say("mark the host's interface", "RTM_NEWLINKPROP", each.name, report);
    taken_.push_back(interface);
    if (!move(socket.get(), link.index, network_namespace, each.interface)) {
      say("move the host's interface into the container", "RTM_NEWLINK", each.name, report);
      change_mark(socket.get(), RTM_DELLINKPROP, link.index, interface.mark);
      taken_.pop_back();
      return false;
    }
  }
  return true;
}

// Those of link scope come back by themselves.
bool PhysicalInterfaces::read_addresses(int socket, int index, Interface *interface) {
  Message request;
  request.begin<struct ifaddrmsg>(RTM_GETADDR, NLM_F_DUMP);
  request.header()->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  if (send(socket, request.bytes, request.header()->nlmsg_len, 0) < 0) return false;
  alignas(NLMSG_ALIGNTO) static char answer[32 << 10];
  for (;;) {
    ssize_t size = recv(socket, answer, sizeof answer, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    int left = static_cast<int>(size);
    for (auto *header = reinterpret_cast<struct nlmsghdr *>(answer); NLMSG_OK(header, left);
         header = NLMSG_NEXT(header, left)) {
      if (header->nlmsg_type == NLMSG_DONE) return true;
      if (header->nlmsg_type != RTM_NEWADDR) return false;
      auto *message = static_cast<struct ifaddrmsg *>(NLMSG_DATA(header));
      if (static_cast<int>(message->ifa_index) != index || message->ifa_scope == RT_SCOPE_LINK) continue;
      Address address;
      address.header = *message;
      int rest = static_cast<int>(IFA_PAYLOAD(header));
      for (auto *each = IFA_RTA(message); RTA_OK(each, rest); each = RTA_NEXT(each, rest)) {
        std::string bytes(static_cast<char *>(RTA_DATA(each)), RTA_PAYLOAD(each));
        if (each->rta_type == IFA_LOCAL || (each->rta_type == IFA_ADDRESS && address.local.empty()))
          address.local = bytes;
        if (each->rta_type == IFA_BROADCAST) address.broadcast = bytes;
      }
      interface->addresses.push_back(address);
    }
  }
}

void PhysicalInterfaces::give_back(int network_namespace) {
  if (taken_.empty() || network_namespace < 0) return;
  pid_t pid = fork();
  if (pid == 0) {
    Descriptor outside(open_socket());
    Descriptor home(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!outside.valid() || !home.valid() || setns(network_namespace, CLONE_NEWNET) < 0) _exit(1);
    Descriptor inside(open_socket());
    for (const Interface &each : taken_) {
      leave(inside.get(), home.get(), each);
      settle(outside.get(), each);
    }
    _exit(0);
  }
  while (pid > 0 && waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  taken_.clear();
}

// As it was, from the hardware address on: whoever had it may have changed all of it.
void PhysicalInterfaces::leave(int inside, int home, const Interface &interface) {
  FoundLink link;
  if (!find(inside, IFLA_ALT_IFNAME, interface.mark, &link)) return;
  set_up(inside, link.index, false);
  Message message;
  message.begin<struct ifinfomsg>(RTM_NEWLINK, 0)->ifi_index = link.index;
  if (link.mac != interface.mac) message.attribute(IFLA_ADDRESS, interface.mac.data(), interface.mac.size());
  message.attribute(IFLA_MTU, &interface.mtu, sizeof interface.mtu);
  talk(inside, message);
  // Its name may have been taken meanwhile: under any name it is better than gone.
  if (!move(inside, link.index, home, interface.name)) move(inside, link.index, home, "dev%d");
}

void PhysicalInterfaces::settle(int outside, const Interface &interface) {
  FoundLink link;
  if (!find(outside, IFLA_ALT_IFNAME, interface.mark, &link)) return;
  change_mark(outside, RTM_DELLINKPROP, link.index, interface.mark);
  for (const Address &each : interface.addresses) {
    Message message;
    auto *header = message.begin<struct ifaddrmsg>(RTM_NEWADDR, NLM_F_CREATE);
    *header = each.header;
    header->ifa_index = static_cast<unsigned>(link.index);
    header->ifa_flags = header->ifa_family == AF_INET6 ? IFA_F_NODAD : 0;
    message.attribute(IFA_LOCAL, each.local.data(), each.local.size());
    message.attribute(IFA_ADDRESS, each.local.data(), each.local.size());
    if (!each.broadcast.empty()) message.attribute(IFA_BROADCAST, each.broadcast.data(), each.broadcast.size());
    talk(outside, message);
  }
  if (interface.up) set_up(outside, link.index, true);
}
