// Plain descriptors: pipes, terminals' sizes, and locks that the kernel holds for an open file.
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <memory>

#include "addon.h"

namespace {

Napi::Value make_pipe(const Napi::CallbackInfo &info) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) throw system_error(info.Env(), errno, "pipe2");
  Napi::Array result = Napi::Array::New(info.Env(), 2);
  result.Set(0u, ends[0]);
  result.Set(1u, ends[1]);
  return result;
}

Napi::Value close_descriptor(const Napi::CallbackInfo &info) {
  close(info[0].As<Napi::Number>().Int32Value());
  return info.Env().Undefined();
}

Napi::Value set_close_on_exec(const Napi::CallbackInfo &info) {
  bool on = info[1].As<Napi::Boolean>();
  if (fcntl(info[0].As<Napi::Number>().Int32Value(), F_SETFD, on ? FD_CLOEXEC : 0) < 0)
    throw system_error(info.Env(), errno, "fcntl");
  return info.Env().Undefined();
}

Napi::Value terminal_size(const Napi::CallbackInfo &info) {
  struct winsize size;
  if (ioctl(info[0].As<Napi::Number>().Int32Value(), TIOCGWINSZ, &size) < 0) return info.Env().Null();
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("rows", static_cast<int>(size.ws_row));
  result.Set("columns", static_cast<int>(size.ws_col));
  return result;
}

Napi::Value set_terminal_size(const Napi::CallbackInfo &info) {
  struct winsize size = {};
  size.ws_row = info[1].As<Napi::Number>().Uint32Value();
  size.ws_col = info[2].As<Napi::Number>().Uint32Value();
  if (ioctl(info[0].As<Napi::Number>().Int32Value(), TIOCSWINSZ, &size) < 0)
    throw system_error(info.Env(), errno, "TIOCSWINSZ");
  return info.Env().Undefined();
}

// Open-file-description locks belong to the open file, not to a process: whoever inherits the descriptor holds the
// lock, and the last one to close it gives it back, however it ended.
Napi::Value lock_file(const Napi::CallbackInfo &info) {
  int descriptor = info[0].As<Napi::Number>().Int32Value();
  bool exclusive = info[1].As<Napi::Boolean>();
  bool wait = info[2].As<Napi::Boolean>();
  int64_t timeout = info[3].As<Napi::Number>().Int64Value();
  auto locked = std::make_shared<bool>(false);
  return run_on_worker(
      info.Env(), "fcntl",
      [=] {
        struct flock lock = {};
        lock.l_type = exclusive ? F_WRLCK : F_RDLCK;
        lock.l_whence = SEEK_SET;
        // F_OFD_SETLKW knows no time limit, and a thread blocked in it would keep Node from ending: so it is tried anew
        // every 20 ms.
        for (int64_t waited = 0;; waited += 20) {
          if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0) {
            *locked = true;
            return 0;
          }
          if (errno != EAGAIN && errno != EACCES) return errno;
          if (!wait || (timeout > 0 && waited >= timeout)) return 0;
          struct timespec pause = {0, 20 * 1000 * 1000};
          nanosleep(&pause, nullptr);
        }
      },
      [=](Napi::Env env) -> Napi::Value { return Napi::Boolean::New(env, *locked); });
}

}  // namespace

void add_descriptor_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("pipe", Napi::Function::New(env, make_pipe));
  exports.Set("close", Napi::Function::New(env, close_descriptor));
  exports.Set("setCloseOnExec", Napi::Function::New(env, set_close_on_exec));
  exports.Set("terminalSize", Napi::Function::New(env, terminal_size));
  exports.Set("setTerminalSize", Napi::Function::New(env, set_terminal_size));
  exports.Set("lockFile", Napi::Function::New(env, lock_file));
}
