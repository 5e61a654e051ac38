// The addon's table of functions: the only place that names them for JavaScript.
#include "addon.h"

#include <napi.h>

static Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  add_process_functions(env, exports);
  add_socket_functions(env, exports);
  add_descriptor_functions(env, exports);
  add_file_functions(env, exports);
  return exports;
}

NODE_API_MODULE(namespaces, initialize)
