// Running a hook: a process of its own, whose output is kept for the log and for the error.
#include "hook.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

namespace {

const off_t longest_told = 2000;

// The last of what was written since, which is where programs say what went wrong.
std::string told_since(int output, off_t since) {
  off_t end = lseek(output, 0, SEEK_CUR);
  if (end - since > longest_told) since = end - longest_told;
  std::string text(end > since ? end - since : 0, '\0');
  ssize_t size = pread(output, &text[0], text.size(), since);
  text.resize(size > 0 ? size : 0);
  for (char &letter : text)
    if (letter == '\0') letter = ' ';
  return text;
}

bool settle(const Hook &hook, pid_t pid, int output, off_t before, Report *report) {
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return fail(report, "wait for the hook", "waitpid", hook.argv.front());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  errno = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  return fail(report, hook_name(hook.event), WIFEXITED(status) ? "exit" : "signal",
              hook.argv.front() + "\n" + told_since(output, before), FailureKind::hook);
}

[[noreturn]] void cannot_run(const std::string &path, const char *call) {
  dprintf(2, "%s: %s: %s\n", path.c_str(), call, strerror(errno));
  _exit(127);
}

[[noreturn]] void become_hook(const Hook &hook, const HookMoment &moment, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  inside_reset_signals();
  setsid();
  umask(022);
  int null = open("/dev/null", O_RDONLY);
  if (null < 0 || dup2(null, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(127);
  syscall(SYS_close_range, 3u, ~0u, 0u);
  std::vector<std::string> argv = hook.argv, environment = hook.environment;
  argv.insert(argv.end(), moment.arguments.begin(), moment.arguments.end());
  environment.insert(environment.end(), moment.environment.begin(), moment.environment.end());
  Report report;
  inside_execute(argv, environment, &report);
  cannot_run(argv.front(), "execve");
}

}  // namespace

const char *hook_name(HookEvent event) {
  static const char *const names[] = {"pre-start", "pre-mount", "mount",     "autodev", "start-host",
                                      "start",     "stop",      "post-stop", "destroy"};
  return names[static_cast<int>(event) - 1];
}

int hook_output() { return memfd_create("hooks", MFD_CLOEXEC); }

bool run_hooks(const LaunchPlan &plan, HookEvent event, const HookMoment &moment, int output, Report *report) {
  for (const Hook &hook : plan.hooks) {
    if (hook.event != event) continue;
    off_t before = lseek(output, 0, SEEK_CUR);
    pid_t pid = fork();
    if (pid < 0) return fail(report, "run the hook", "fork", hook.argv.front());
    if (pid == 0) become_hook(hook, moment, output);
    if (!settle(hook, pid, output, before, report)) return false;
  }
  return true;
}

bool inside_run_start_hooks(const LaunchPlan &plan, const Stdio &stdio, Report *report) {
  for (const Hook &hook : plan.hooks) {
    if (hook.event != HookEvent::start) continue;
    off_t before = lseek(stdio.output, 0, SEEK_CUR);
    pid_t pid = fork();
    if (pid < 0) return fail(report, "run the hook", "fork", hook.argv.front());
    if (pid == 0) {
      setsid();
      Report failed;
      inside_become(plan, {hook.argv, hook.environment, "/", {}, stdio, false, false, false, plan.security_label},
                    &failed);
      errno = failed.error;
      cannot_run(hook.argv.front(), failed.call.c_str());
    }
    if (!settle(hook, pid, stdio.output, before, report)) return false;
  }
  return true;
}
