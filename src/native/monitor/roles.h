// What lxc-monitor can be; argv[1] says which.
#pragma once

struct Role {
  const char *name;
  int (*run)();
};

int observe_main();
int unshare_main(int count, char **arguments);
