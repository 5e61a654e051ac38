// Hooks that run inside a running container, one after the other: after its start, and before it is asked to stop.
#include <sys/wait.h>

#include "monitor.h"

void Monitor::run_inside_hooks(bool before_stop, Loop::Handler then, size_t index) {
  while (index < plan_.inside_hooks.size() && plan_.inside_hooks[index].before_stop != before_stop) index++;
  if (index == plan_.inside_hooks.size()) {
    note_hooks();
    return then();
  }
  const InsideHook &hook = plan_.inside_hooks[index];
  ExecRequest request;
  request.argv = hook.argv;
  request.environment = hook.environment;
  request.user = hook.user;
  request.working_directory = hook.working_directory;
  request.privileged = hook.privileged;
  // At its end there is nothing to read either.
  int stdio[3] = {child_.hook_output, child_.hook_output, child_.hook_output};
  Report report;
  pid_t pid;
  int no_terminal;
  if (!child_enter(plan_, child_, request, stdio, &pid, &no_terminal, &report)) {
    log_.note("cannot " + report.step + " " + report.path);
    return run_inside_hooks(before_stop, then, index + 1);
  }
  inside_hooks_[pid] = [this, before_stop, then, index](int status) {
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      log_.note(std::string(before_stop ? "pre_stop" : "post_start") + " hook " +
                plan_.inside_hooks[index].argv.front() + " failed");
    run_inside_hooks(before_stop, then, index + 1);
  };
}

bool Monitor::inside_hook_ended(pid_t pid, int status) {
  auto found = inside_hooks_.find(pid);
  if (found == inside_hooks_.end()) return false;
  auto go_on = std::move(found->second);
  inside_hooks_.erase(found);
  go_on(status);
  return true;
}
