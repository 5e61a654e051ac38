// What the addon's files share: errors that keep call, errno and path, and work on libuv's threads.
#pragma once
#include <napi.h>

#include <functional>
#include <string>

void add_process_functions(Napi::Env env, Napi::Object exports);
void add_socket_functions(Napi::Env env, Napi::Object exports);
void add_descriptor_functions(Napi::Env env, Napi::Object exports);
void add_file_functions(Napi::Env env, Napi::Object exports);

// A JavaScript Error with `code` (the errno's name), `syscall` and `path`, as Node's own system errors have.
Napi::Error system_error(Napi::Env env, int error, const char *call, const std::string &path = "");

// Runs `work` on a worker thread, then `finish` on the main one to make the result. `work` must not touch JavaScript.
// It returns 0 or the errno of `call`. Never setns, unshare or fork in it: the thread goes back to libuv's pool.
Napi::Promise run_on_worker(Napi::Env env, const char *call, std::function<int()> work,
                            std::function<Napi::Value(Napi::Env)> finish);
