// Work on libuv's threads, and system errors as JavaScript knows them.
#include <string.h>

#include "addon.h"

Napi::Error system_error(Napi::Env env, int error, const char *call, const std::string &path) {
  const char *name = strerrorname_np(error);
  std::string text = std::string(name ? name : "EIO") + ": " + strerror(error) + ", " + call;
  if (!path.empty()) text += " '" + path + "'";
  Napi::Error result = Napi::Error::New(env, text);
  result.Set("code", Napi::String::New(env, name ? name : "EIO"));
  result.Set("syscall", Napi::String::New(env, call));
  result.Set("errno", Napi::Number::New(env, -error));
  if (!path.empty()) result.Set("path", Napi::String::New(env, path));
  return result;
}

namespace {
class Worker : public Napi::AsyncWorker {
 public:
  Worker(Napi::Env env, const char *call, std::function<int()> work, std::function<Napi::Value(Napi::Env)> finish)
      : Napi::AsyncWorker(env),
        deferred(Napi::Promise::Deferred::New(env)),
        call(call),
        work(std::move(work)),
        finish(std::move(finish)) {}

  void Execute() override { error = work(); }

  void OnOK() override {
    Napi::HandleScope scope(Env());
    if (error != 0)
      deferred.Reject(system_error(Env(), error, call).Value());
    else
      deferred.Resolve(finish(Env()));
  }

  Napi::Promise::Deferred deferred;

 private:
  const char *call;
  std::function<int()> work;
  std::function<Napi::Value(Napi::Env)> finish;
  int error = 0;
};
}  // namespace

Napi::Promise run_on_worker(Napi::Env env, const char *call, std::function<int()> work,
                            std::function<Napi::Value(Napi::Env)> finish) {
  auto *worker = new Worker(env, call, std::move(work), std::move(finish));
  worker->Queue();
  return worker->deferred.Promise();
}
