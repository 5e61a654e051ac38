// Looks at the host's network, then into the namespaces of many containers, and tells what it saw as JSON.
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../common/guard.h"
#include "../common/wire.h"
#include "dump.h"
#include "firewall_table.h"
#include "json.h"
#include "roles.h"

namespace {

std::string read_all(int descriptor) {
  std::string text;
  char buffer[16 << 10];
  for (ssize_t size; (size = read(descriptor, buffer, sizeof buffer)) > 0;) text.append(buffer, size);
  return text;
}

// Through this process's own /proc: which namespace's values it shows follows the reader.
std::string sysctls_json(const std::vector<std::string> &keys) {
  std::string json;
  for (const std::string &key : keys) {
    std::string path = "/proc/sys/" + key;
    for (size_t at = 10; at < path.size(); at++)
      if (path[at] == '.') path[at] = '/';
    Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) continue;
    std::string value = read_all(file.get());
    while (!value.empty() && value.back() == '\n') value.pop_back();
    json += (json.empty() ? "" : ",") + json_text(key) + ":" + json_text(value);
  }
  return json;
}

std::string view(uint32_t pid, const std::vector<std::string> &keys) {
  Descriptor pidfd(syscall(SYS_pidfd_open, pid, 0));
  if (!pidfd.valid() || setns(pidfd.get(), CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC) < 0) return "null";
  struct utsname names;
  if (uname(&names) < 0) return "null";
  std::string json = "{\"pid\":" + std::to_string(pid) + ",\"hostname\":" + json_text(names.nodename) +
                     ",\"domainname\":" + json_text(names.domainname) + ",\"sysctls\":{" + sysctls_json(keys) + "},";
  return dump_network(&json) ? json + "}" : "null";
}

// Other namespaces than containers': whoever asks for them wants to know which link's other end is in which.
class Namespaces {
 public:
  explicit Namespaces(const std::vector<std::string> &paths) {
    if (paths.empty()) return;
    files_.emplace_back(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    for (const std::string &path : paths) files_.emplace_back(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  }

  // The numbers of the first one and of all paths, as links of the present namespace have them.
  std::string numbers_json() const {
    std::string json;
    for (const Descriptor &file : files_)
      json += (json.empty() ? "" : ",") + std::to_string(file.valid() ? namespace_id(file.get()) : -1);
    return "\"numbers\":[" + json + "]";
  }

  std::string views_json(const std::vector<std::string> &keys) const {
    std::string json;
    for (size_t index = 1; index < files_.size(); index++)
      json += (index > 1 ? "," : "") + view_json(files_[index], keys);
    return json;
  }

 private:
  std::string view_json(const Descriptor &file, const std::vector<std::string> &keys) const {
    if (!file.valid() || setns(file.get(), CLONE_NEWNET) < 0) return "null";
    std::string json = "{\"sysctls\":{" + sysctls_json(keys) + "},";
    // A namespace gets its number from the first dump that has to name it.
    return dump_network(&json) ? json + "," + numbers_json() + "}" : "null";
  }

  std::vector<Descriptor> files_;
};

}  // namespace

int observe_main() {
  std::string request = read_all(0);
  Reader reader(reinterpret_cast<const uint8_t *>(request.data()), request.size());
  std::vector<uint32_t> pids;
  for (uint32_t left = reader.count(4); left > 0; left--) pids.push_back(reader.u32());
  std::vector<std::string> keys = reader.texts();
  std::string table = reader.text();
  Namespaces others(reader.texts());
  if (!reader.ok()) return 1;
  // The host first: from a container's namespaces there is no way back.
  std::string answer = "{\"host\":{";
  if (!dump_network(&answer)) return 1;
  answer += std::string("},\"firewall\":") + (firewall_table_exists(table) ? "true" : "false") + ",\"containers\":[";
  const std::string numbers = others.numbers_json();
  for (size_t index = 0; index < pids.size(); index++) answer += (index > 0 ? "," : "") + view(pids[index], keys);
  answer += "]," + numbers + ",\"namespaces\":[" + others.views_json(keys) + "]}";
  for (size_t written = 0; written < answer.size();) {
    ssize_t count = write(1, answer.data() + written, answer.size() - written);
    if (count <= 0) return 1;
    written += count;
  }
  return 0;
}
