// The last step: becoming the program.
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

bool inside_execute(const std::vector<std::string> &argv, const std::vector<std::string> &environment, Report *report) {
  std::vector<char *> arguments, variables;
  for (const std::string &each : argv) arguments.push_back(const_cast<char *>(each.c_str()));
  for (const std::string &each : environment) variables.push_back(const_cast<char *>(each.c_str()));
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  std::string search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  for (const std::string &each : environment)
    if (each.compare(0, 5, "PATH=") == 0) search = each.substr(5);
  const std::string &name = argv.front();
  int error = ENOENT;
  if (name.find('/') != std::string::npos) {
    execve(name.c_str(), arguments.data(), variables.data());
    error = errno;
  } else {
    for (size_t start = 0; start <= search.size();) {
      size_t end = search.find(':', start);
      if (end == std::string::npos) end = search.size();
      std::string path = (end == start ? "." : search.substr(start, end - start)) + "/" + name;
      execve(path.c_str(), arguments.data(), variables.data());
      // As execvp(3): what may not be run here may be found further on, but is what is told in the end.
      if (errno != ENOENT && errno != ENOTDIR) error = errno;
      if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) break;
      start = end + 1;
    }
  }
  errno = error;
  bool missing = error == ENOENT || error == ENOTDIR;
  return fail(report, "run the command", "execve", name,
              missing ? FailureKind::not_found : FailureKind::not_executable);
}
