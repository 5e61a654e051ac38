// Users and groups of the image, by a bounded parser of our own: the C library's would load code from the image
// (CVE-2019-14271), and an image's file may be endless (GO-2026-5475).
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "internal.h"

namespace {

const size_t largest_file = 1 << 20;

bool parse_id(const std::string &text, uint32_t *id) {
  if (text.empty() || text.size() > 10 || (text.size() > 1 && text[0] == '0')) return false;
  uint64_t value = 0;
  for (char letter : text) {
    if (letter < '0' || letter > '9') return false;
    value = value * 10 + (letter - '0');
  }
  *id = static_cast<uint32_t>(value);
  return value < 0xffffffff;
}

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  size_t start = 0;
  for (size_t end; (end = text.find(separator, start)) != std::string::npos; start = end + 1)
    parts.push_back(text.substr(start, end - start));
  parts.push_back(text.substr(start));
  return parts;
}

// Lines of a regular file of at most 1 MiB, as fields; empty when it is not that.
std::vector<std::vector<std::string>> read_table(const char *path) {
  std::vector<std::vector<std::string>> lines;
  Descriptor file(open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat status;
  if (!file.valid() || fstat(file.get(), &status) < 0 || !S_ISREG(status.st_mode) ||
      static_cast<size_t>(status.st_size) > largest_file)
    return lines;
  std::string text(status.st_size, '\0');
  ssize_t size = read(file.get(), text.data(), text.size());
  text.resize(size > 0 ? size : 0);
  for (const std::string &line : split(text, '\n'))
    if (!line.empty()) lines.push_back(split(line, ':'));
  return lines;
}

bool find_group(const std::string &name, gid_t *gid) {
  if (parse_id(name, gid)) return true;
  for (const auto &fields : read_table("/etc/group"))
    if (fields.size() >= 3 && fields[0] == name && parse_id(fields[2], gid)) return true;
  return false;
}

}  // namespace

bool inside_find_identity(const std::string &user, const std::vector<std::string> &group_add, Identity *identity,
                          Report *report) {
  std::string name = user.empty() ? "0" : user.substr(0, user.find(':'));
  std::string group = user.find(':') == std::string::npos ? "" : user.substr(user.find(':') + 1);
  bool numeric = parse_id(name, &identity->uid);
  bool known = numeric;
  std::string login;
  for (const auto &fields : read_table("/etc/passwd")) {
    uid_t uid;
    if (fields.size() < 6 || !parse_id(fields[2], &uid) || (numeric ? uid != identity->uid : fields[0] != name))
      continue;
    known = true;
    identity->uid = uid;
    parse_id(fields[3], &identity->gid);
    login = fields[0];
    identity->home = fields[5];
    break;
  }
  if (!known) {
    errno = ENOENT;
    return fail(report, "find the user", "getpwnam", name, FailureKind::other);
  }
  if (!group.empty() && !find_group(group, &identity->gid)) {
    errno = ENOENT;
    return fail(report, "find the group", "getgrnam", group);
  }
  // As login(1) does: the groups that list the user, unless a group was named.
  if (group.empty() && !login.empty()) {
    for (const auto &fields : read_table("/etc/group")) {
      gid_t gid;
      if (fields.size() < 4 || !parse_id(fields[2], &gid)) continue;
      auto members = split(fields[3], ',');
      if (std::find(members.begin(), members.end(), login) != members.end()) identity->groups.push_back(gid);
    }
  }
  for (const std::string &each : group_add) {
    gid_t gid;
    if (!find_group(each, &gid)) {
      errno = ENOENT;
      return fail(report, "find the group", "getgrnam", each);
    }
    identity->groups.push_back(gid);
  }
  return true;
}
