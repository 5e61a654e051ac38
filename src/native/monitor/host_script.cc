#include "host_script.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "../common/guard.h"

namespace {

const int patience_ms = 10000;

std::vector<char *> pointers(const std::vector<std::string> &texts) {
  std::vector<char *> result;
  for (const std::string &each : texts) result.push_back(const_cast<char *>(each.c_str()));
  result.push_back(nullptr);
  return result;
}

[[noreturn]] void become(char *const *argv, char *const *environment) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
  // Of its own, so that what it starts can be ended with it.
  setsid();
  int nothing = open("/dev/null", O_RDWR);
  for (int each : {0, 1, 2}) dup2(nothing, each);
  execve(argv[0], argv, environment);
  _exit(127);
}

}  // namespace

std::string run_host_script(const HostScript &script) {
  std::vector<char *> argv = pointers(script.argv), environment = pointers(script.environment);
  pid_t pid = fork();
  if (pid < 0) return std::string("fork: ") + strerror(errno);
  if (pid == 0) become(argv.data(), environment.data());
  Descriptor pidfd(syscall(SYS_pidfd_open, pid, 0));
  struct pollfd wait = {pidfd.get(), POLLIN, 0};
  int ready;
  do ready = poll(&wait, 1, patience_ms);
  while (ready < 0 && errno == EINTR);
  if (ready == 0) kill(-pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (ready == 0) return "did not end within 10 s";
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
  return WIFEXITED(status) ? "exit status " + std::to_string(WEXITSTATUS(status))
                           : "signal " + std::to_string(WTERMSIG(status));
}
