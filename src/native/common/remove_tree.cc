#include "remove_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guard.h"

namespace {

// Each level holds a descriptor. A container can nest directories deeper than any process may hold or any path can
// name: what is deeper is moved up to the top and removed from there.
const int deepest = 64;

struct Removal {
  int top;
  unsigned moved = 0;
};

bool empty_directory(Removal &removal, int directory, int depth);

bool remove_entry(Removal &removal, int directory, const char *name, int depth) {
  if (unlinkat(directory, name, 0) == 0) return true;
  if (errno != EISDIR && errno != EPERM) return errno == ENOENT;
  if (depth == deepest) {
    std::string place = ".deep." + std::to_string(removal.moved++);
    return renameat(directory, name, removal.top, place.c_str()) == 0;
  }
  int below = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  return below >= 0 && empty_directory(removal, below, depth + 1) && unlinkat(directory, name, AT_REMOVEDIR) == 0;
}

// Closes the directory.
bool empty_directory(Removal &removal, int directory, int depth) {
  DIR *entries = fdopendir(directory);
  if (!entries) {
    close(directory);
    return false;
  }
  bool empty = true;
  while (struct dirent *entry = readdir(entries)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    empty = remove_entry(removal, directory, entry->d_name, depth) && empty;
  }
  closedir(entries);
  return empty;
}

}  // namespace

bool remove_tree(const std::string &path) {
  Descriptor top(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!top.valid()) return errno == ENOENT;
  Removal removal = {top.get()};
  unsigned moved;
  do {
    moved = removal.moved;
    int again = openat(top.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (again < 0 || !empty_directory(removal, again, 0)) return false;
  } while (removal.moved > moved);
  return rmdir(path.c_str()) == 0;
}
