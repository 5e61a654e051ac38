// Processes: starting the monitor without copying Node's page tables, and pidfds, which name a process for good.
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "../common/process_identity.h"
#include "addon.h"

namespace {

// The program as a sealed copy in memory: what enters containers is never a file that somebody could write to
// (CVE-2019-5736). Made once a process.
int sealed_program(const std::string &path) {
  static int sealed = -1;
  if (sealed >= 0) return sealed;
  int source = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (source < 0) return -1;
  struct stat status;
  int copy = -1;
  if (fstat(source, &status) == 0) {
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
    const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    copy = memfd_create("lxc-monitor", flags | MFD_EXEC);
    // Before 6.3 every memfd may be executed, and the flag is unknown.
    if (copy < 0 && errno == EINVAL) copy = memfd_create("lxc-monitor", flags);
    off_t offset = 0;
    while (copy >= 0 && offset < status.st_size) {
      if (sendfile(copy, source, &offset, status.st_size - offset) <= 0) {
        close(copy);
        copy = -1;
      }
    }
    if (copy >= 0 && fcntl(copy, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0) {
      close(copy);
      copy = -1;
    }
  }
  close(source);
  sealed = copy;
  return sealed;
}

struct Start {
  int program;
  char **arguments;
  const int *descriptors;
  int count;
  volatile int error;
};

// Runs in the child on a stack of its own but in Node's memory (CLONE_VM): only async-signal-safe calls.
int start_program(void *data) {
  auto *start = static_cast<Start *>(data);
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < 65; number++) sigaction(number, &standard, nullptr);
  // Out of the way first, so that no target overwrites a source still needed.
  int moved[16];
  for (int index = 0; index < start->count; index++) {
    int source = start->descriptors[index];
    if (source < 0) source = open("/dev/null", O_RDWR | O_CLOEXEC);
    moved[index] = fcntl(source, F_DUPFD_CLOEXEC, 64);
    if (moved[index] < 0) {
      start->error = errno;
      _exit(127);
    }
  }
  int program = fcntl(start->program, F_DUPFD_CLOEXEC, 64);
  for (int index = 0; index < start->count; index++) dup2(moved[index], index);
  // Everything else of Node's goes at exec, also what some library opened without close-on-exec.
  syscall(SYS_close_range, start->count, ~0U, CLOSE_RANGE_CLOEXEC);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  char *environment[] = {nullptr};
  syscall(SYS_execveat, program, "", start->arguments, environment, AT_EMPTY_PATH);
  start->error = errno;
  _exit(127);
}

Napi::Value spawn_monitor(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  std::string path = info[0].As<Napi::String>();
  auto given = info[1].As<Napi::Array>();
  auto numbers = info[2].As<Napi::Array>();
  std::vector<std::string> texts = {"lxc-monitor"};
  for (uint32_t index = 0; index < given.Length(); index++) texts.push_back(given.Get(index).As<Napi::String>());
  std::vector<char *> arguments;
  for (auto &text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  std::vector<int> descriptors;
  for (uint32_t index = 0; index < numbers.Length() && index < 16; index++)
    descriptors.push_back(numbers.Get(index).As<Napi::Number>().Int32Value());

  int program = sealed_program(path);
  if (program < 0) throw system_error(env, errno, "memfd_create", path);
  static char stack[64 * 1024] __attribute__((aligned(16)));
  Start start = {program, arguments.data(), descriptors.data(), static_cast<int>(descriptors.size()), 0};
  // No signal may run a handler of Node's in the child, which shares our memory.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int pidfd = -1;
  pid_t pid =
      clone(start_program, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &start, &pidfd);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) throw system_error(env, error, "clone", path);
  if (start.error != 0) {
    waitpid(pid, nullptr, 0);
    close(pidfd);
    throw system_error(env, start.error, "execveat", path);
  }
  fcntl(pidfd, F_SETFD, FD_CLOEXEC);
  Napi::Object result = Napi::Object::New(env);
  result.Set("pid", pid);
  result.Set("pidfd", pidfd);
  return result;
}

int open_identity(pid_t pid, uint64_t identity) {
  int pidfd = syscall(SYS_pidfd_open, pid, 0);
  if (pidfd >= 0 && process_identity(pid, pidfd) != identity) {
    close(pidfd);
    return -1;
  }
  return pidfd;
}

Napi::Value pidfd_open_function(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  pid_t pid = info[0].As<Napi::Number>().Int32Value();
  int pidfd = syscall(SYS_pidfd_open, pid, 0);
  if (pidfd < 0) {
    if (errno == ESRCH) return env.Null();
    throw system_error(env, errno, "pidfd_open");
  }
  fcntl(pidfd, F_SETFD, FD_CLOEXEC);
  Napi::Object result = Napi::Object::New(env);
  result.Set("descriptor", pidfd);
  result.Set("inode", Napi::Number::New(env, static_cast<double>(process_identity(pid, pidfd))));
  return result;
}

Napi::Value signal_process(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  int pidfd = open_identity(info[0].As<Napi::Number>().Int32Value(),
                            static_cast<uint64_t>(info[1].As<Napi::Number>().DoubleValue()));
  if (pidfd < 0) return Napi::Boolean::New(env, false);
  int result = syscall(SYS_pidfd_send_signal, pidfd, info[2].As<Napi::Number>().Int32Value(), nullptr, 0);
  int error = errno;
  close(pidfd);
  if (result < 0 && error != ESRCH) throw system_error(env, error, "pidfd_send_signal");
  return Napi::Boolean::New(env, result == 0);
}

// A pidfd becomes readable when its process has ended, reaped or not: a zombie does not count as living.
bool lives(pid_t pid, uint64_t identity) {
  int pidfd = open_identity(pid, identity);
  if (pidfd < 0) return false;
  struct pollfd ended = {pidfd, POLLIN, 0};
  bool living = poll(&ended, 1, 0) == 0;
  close(pidfd);
  return living;
}

Napi::Value processes_alive(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  auto identities = info[0].As<Napi::Array>();
  Napi::Array result = Napi::Array::New(env, identities.Length());
  for (uint32_t index = 0; index < identities.Length(); index++) {
    auto pair = identities.Get(index).As<Napi::Array>();
    bool living = lives(pair.Get(0u).As<Napi::Number>().Int32Value(),
                        static_cast<uint64_t>(pair.Get(1u).As<Napi::Number>().DoubleValue()));
    result.Set(index, Napi::Boolean::New(env, living));
  }
  return result;
}

// Also reaps it when it is a child of ours.
Napi::Value wait_process(const Napi::CallbackInfo &info) {
  int pidfd = info[0].As<Napi::Number>().Int32Value();
  int timeout = info[1].As<Napi::Number>().Int32Value();
  auto ended = std::make_shared<bool>(false);
  return run_on_worker(
      info.Env(), "poll",
      [=] {
        struct pollfd waited = {pidfd, POLLIN, 0};
        int ready = poll(&waited, 1, timeout);
        if (ready < 0) return errno;
        *ended = ready > 0;
        siginfo_t status;
        if (ready > 0) waitid(static_cast<idtype_t>(P_PIDFD), pidfd, &status, WEXITED | WNOHANG);
        return 0;
      },
      [=](Napi::Env env) -> Napi::Value { return Napi::Boolean::New(env, *ended); });
}

Napi::Value namespace_identity(const Napi::CallbackInfo &info) {
  std::string path = "/proc/" + std::to_string(info[0].As<Napi::Number>().Int32Value()) + "/ns/" +
                     std::string(info[1].As<Napi::String>());
  struct stat status;
  if (stat(path.c_str(), &status) < 0) return info.Env().Null();
  return Napi::String::New(info.Env(), std::to_string(status.st_ino));
}

// Without the destructors that exit(3) runs: libuv's waits there for every thread of its pool, one of which may be
// listening to a monitor for as long as a container takes to stop. What Node would have put right is done here: a pipe
// that we share with others must not stay non-blocking.
Napi::Value exit_now(const Napi::CallbackInfo &info) {
  int code = info[0].As<Napi::Number>().Int32Value();
  for (int descriptor = 0; descriptor < 3; descriptor++) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags >= 0 && (flags & O_NONBLOCK)) fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK);
  }
  _exit(code);
}

}  // namespace

void add_process_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("spawnMonitor", Napi::Function::New(env, spawn_monitor));
  exports.Set("pidfdOpen", Napi::Function::New(env, pidfd_open_function));
  exports.Set("signalProcess", Napi::Function::New(env, signal_process));
  exports.Set("processesAlive", Napi::Function::New(env, processes_alive));
  exports.Set("waitProcess", Napi::Function::New(env, wait_process));
  exports.Set("exitNow", Napi::Function::New(env, exit_now));
  exports.Set("namespaceIdentity", Napi::Function::New(env, namespace_identity));
}
