/* Rtnetlink requests of the job: several messages are gathered in one request and sent at once. */
#pragma once
#include <linux/netlink.h>
#include <stdint.h>

struct request {
  char bytes[4096];
  int length;
  struct nlmsghdr *message;
};

int netlink_open(void);
/* 0, or the first error of the request as a negative errno. */
int netlink_send(int socket, struct request *request);

void add_bridge(struct request *request, const char *name);
/* One message makes the pair: host end in the bridge and up, the other end as eth0 (index 2) in the namespace of `pid`.
 */
void add_veth(struct request *request, const char *name, int bridge, int pid);
void add_address(struct request *request, int link, uint32_t address);
void add_default_route(struct request *request, int link, uint32_t gateway);
void set_up(struct request *request, int link);
/* The bridge and all its ports in one message: one grace period of the kernel for all of them. */
void delete_group(struct request *request);
/* How many links there are; `ports` of them belong to `bridge`. */
int count_links(int socket, int bridge, int *ports);
