// The container's terminals, held for whoever comes to look: what they show is kept, and nobody who looks can hold the
// container up.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "../child/child.h"
#include "../common/launch_plan.h"
#include "loop.h"

class Consoles {
 public:
  Consoles(Loop &loop, const LaunchPlan &plan) : loop_(loop), plan_(plan) {}

  // When PID 1 runs, and when it has ended: then everybody who looks is let go.
  void begin(const Child &child);
  void end();
  // What the container's own terminal, number 0, shows; the monitor reads that one for the log.
  void show(uint32_t number, const char *data, size_t size);
  // Lets a socket see and type. number: UINT32_MAX = the first free tty. False with a report.
  bool attach(uint32_t *number, bool replay, int socket, int *master, Report *report);

 private:
  struct Terminal {
    int master = -1;
    Descriptor peer;  // held: without anybody on the other side the master only hangs up
    std::string shown;
    std::set<int> viewers;
  };
  void read(uint32_t number);
  void hear(uint32_t number, int viewer);
  void let_go(uint32_t number, int viewer);

  Loop &loop_;
  const LaunchPlan &plan_;
  std::map<uint32_t, Terminal> terminals_;
};
