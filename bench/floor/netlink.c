#include "netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const uint32_t group = 0x6c63;

int netlink_open(void) { return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE); }

static void *begin(struct request *request, int type, int flags, int size) {
  struct nlmsghdr *message = (void *)(request->bytes + request->length);
  memset(message, 0, NLMSG_SPACE(size));
  message->nlmsg_len = NLMSG_LENGTH(size);
  message->nlmsg_type = type;
  message->nlmsg_flags = NLM_F_REQUEST | flags;
  request->message = message;
  return NLMSG_DATA(message);
}

static void end(struct request *request) { request->length += NLMSG_ALIGN(request->message->nlmsg_len); }

static struct rtattr *attribute(struct request *request, int type, const void *data, int size) {
  struct nlmsghdr *message = request->message;
  struct rtattr *made = (void *)((char *)message + NLMSG_ALIGN(message->nlmsg_len));
  made->rta_type = type;
  made->rta_len = RTA_LENGTH(size);
  if (size) memcpy(RTA_DATA(made), data, size);
  message->nlmsg_len = NLMSG_ALIGN(message->nlmsg_len) + RTA_ALIGN(made->rta_len);
  return made;
}

static void close_nest(struct request *request, struct rtattr *nest) {
  nest->rta_len = (char *)request->message + NLMSG_ALIGN(request->message->nlmsg_len) - (char *)nest;
}

/* The kernel works inside send(); without NLM_F_ACK it answers a failure only, so that there is nothing to wait for. */
int netlink_send(int socket, struct request *request) {
  if (send(socket, request->bytes, request->length, 0) != request->length) return -errno;
  request->length = 0;
  char answer[4096];
  int error = 0;
  for (int size; (size = recv(socket, answer, sizeof answer, MSG_DONTWAIT)) > 0;)
    for (struct nlmsghdr *each = (void *)answer; NLMSG_OK(each, size); each = NLMSG_NEXT(each, size))
      if (each->nlmsg_type == NLMSG_ERROR && !error) error = ((struct nlmsgerr *)NLMSG_DATA(each))->error;
  return error;
}

void add_bridge(struct request *request, const char *name) {
  struct ifinfomsg *link = begin(request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof *link);
  link->ifi_flags = link->ifi_change = IFF_UP;
  attribute(request, IFLA_IFNAME, name, strlen(name) + 1);
  attribute(request, IFLA_GROUP, &group, sizeof group);
  struct rtattr *info = attribute(request, IFLA_LINKINFO, NULL, 0);
  attribute(request, IFLA_INFO_KIND, "bridge", 6);
  close_nest(request, info);
  end(request);
}

static void one_queue(struct request *request) {
  const uint32_t one = 1;
  attribute(request, IFLA_NUM_TX_QUEUES, &one, sizeof one);
  attribute(request, IFLA_NUM_RX_QUEUES, &one, sizeof one);
}

void add_veth(struct request *request, const char *name, int bridge, int pid) {
  struct ifinfomsg *link = begin(request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof *link);
  link->ifi_flags = link->ifi_change = IFF_UP;
  attribute(request, IFLA_IFNAME, name, strlen(name) + 1);
  one_queue(request);
  attribute(request, IFLA_GROUP, &group, sizeof group);
  attribute(request, IFLA_MASTER, &bridge, sizeof bridge);
  struct rtattr *info = attribute(request, IFLA_LINKINFO, NULL, 0);
  attribute(request, IFLA_INFO_KIND, "veth", 4);
  struct rtattr *data = attribute(request, IFLA_INFO_DATA, NULL, 0);
  const struct ifinfomsg inside = {.ifi_index = 2}; /* not up yet: a veth without its other end cannot be opened */
  struct rtattr *peer = attribute(request, VETH_INFO_PEER, &inside, sizeof inside);
  attribute(request, IFLA_IFNAME, "eth0", 5);
  one_queue(request);
  attribute(request, IFLA_NET_NS_PID, &pid, sizeof pid);
  close_nest(request, peer);
  close_nest(request, data);
  close_nest(request, info);
  end(request);
}

void add_address(struct request *request, int link, uint32_t address) {
  struct ifaddrmsg *made = begin(request, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof *made);
  made->ifa_family = AF_INET;
  made->ifa_prefixlen = 16;
  made->ifa_index = link;
  const uint32_t broadcast = address | htonl(0xffff);
  attribute(request, IFA_LOCAL, &address, sizeof address);
  attribute(request, IFA_ADDRESS, &address, sizeof address);
  attribute(request, IFA_BROADCAST, &broadcast, sizeof broadcast);
  end(request);
}

void add_default_route(struct request *request, int link, uint32_t gateway) {
  struct rtmsg *route = begin(request, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, sizeof *route);
  route->rtm_family = AF_INET;
  route->rtm_table = RT_TABLE_MAIN;
  route->rtm_protocol = RTPROT_STATIC;
  route->rtm_type = RTN_UNICAST;
  attribute(request, RTA_GATEWAY, &gateway, sizeof gateway);
  attribute(request, RTA_OIF, &link, sizeof link);
  end(request);
}

void set_up(struct request *request, int link) {
  struct ifinfomsg *changed = begin(request, RTM_NEWLINK, 0, sizeof *changed);
  changed->ifi_index = link;
  changed->ifi_flags = changed->ifi_change = IFF_UP;
  end(request);
}

void delete_group(struct request *request) {
  begin(request, RTM_DELLINK, 0, sizeof(struct ifinfomsg));
  attribute(request, IFLA_GROUP, &group, sizeof group);
  end(request);
}

int count_links(int socket, int bridge, int *ports) {
  struct request dump = {.length = 0};
  const uint32_t no_statistics = RTEXT_FILTER_SKIP_STATS;
  begin(&dump, RTM_GETLINK, NLM_F_DUMP, sizeof(struct ifinfomsg));
  attribute(&dump, IFLA_EXT_MASK, &no_statistics, sizeof no_statistics);
  end(&dump);
  if (send(socket, dump.bytes, dump.length, 0) < 0) return -1;
  static char answer[65536];
  int links = 0;
  *ports = 0;
  for (;;) {
    int size = recv(socket, answer, sizeof answer, 0);
    if (size <= 0) return -1;
    for (struct nlmsghdr *each = (void *)answer; NLMSG_OK(each, size); each = NLMSG_NEXT(each, size)) {
      if (each->nlmsg_type == NLMSG_DONE) return links;
      if (each->nlmsg_type != RTM_NEWLINK) continue;
      links++;
      int left = IFLA_PAYLOAD(each);
      for (struct rtattr *at = IFLA_RTA(NLMSG_DATA(each)); RTA_OK(at, left); at = RTA_NEXT(at, left))
        if (at->rta_type == IFLA_MASTER && *(int *)RTA_DATA(at) == bridge) ++*ports;
    }
  }
}
