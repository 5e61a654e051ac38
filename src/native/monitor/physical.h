// The host's own interfaces that a container has while it lives: moved in before it starts, and given back under their
// names and with their addresses when it has ended, because a virtual one would die with the container's namespace.
#pragma once
#include <linux/if_addr.h>

#include <string>
#include <vector>

#include "../common/launch_plan.h"
#include "../common/report.h"

class PhysicalInterfaces {
 public:
  // Moves them into the namespace. Those that were moved before a failure are for give_back.
  bool take(const LaunchPlan &plan, int network_namespace, Report *report);
  // From a forked process, which enters the namespace. Quiet for one that is not there any more.
  void give_back(int network_namespace);

 private:
  struct Address {
    struct ifaddrmsg header;
    std::string local, broadcast;
  };
  struct Interface {
    std::string name, mark, mac;
    uint32_t mtu = 0;
    bool up = false;
    std::vector<Address> addresses;
  };

  static bool read_addresses(int socket, int index, Interface *interface);
  static void leave(int inside, int home, const Interface &interface);
  static void settle(int outside, const Interface &interface);

  std::vector<Interface> taken_;
};
