#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "roles.h"
#include "starter.h"

static const Role roles[] = {
    {"starter", starter_main},
    {"observe", observe_main},
};

int main(int count, char **arguments) {
  // Launch plans hold secrets: a crash must not write them to a disk.
  prctl(PR_SET_DUMPABLE, 0);
  for (const Role &role : roles)
    if (count == 2 && strcmp(arguments[1], role.name) == 0) return role.run();
  if (count > 2 && strcmp(arguments[1], "unshare") == 0) return unshare_main(count - 2, arguments + 2);
  fprintf(stderr, "lxc-monitor is started by lxc-compose, not by hand\n");
  return 64;
}
