#include "log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

namespace {

const uint64_t largest_file = 10 << 20;
const size_t longest_record = 64 << 10;

struct __attribute__((packed)) Header {
  uint32_t length;
  uint8_t stream;
  uint8_t flags;
  uint16_t zero;
  uint64_t sequence;
  int64_t realtime_ns;
};

struct End {
  uint64_t size = 0;
  uint64_t sequence = 0;
};

// Where the last whole record ends. Mapped, so that hopping over 10 MiB costs no system calls.
End find_end(int file, uint64_t size) {
  End end;
  if (size == 0) return end;
  void *map = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (map == MAP_FAILED) return {size, 0};
  auto *bytes = static_cast<const char *>(map);
  Header header;
  while (end.size + sizeof header <= size) {
    memcpy(&header, bytes + end.size, sizeof header);
    if (header.length > longest_record || end.size + sizeof header + header.length > size) break;
    end.size += sizeof header + header.length;
    end.sequence = header.sequence;
  }
  munmap(map, size);
  return end;
}

}  // namespace

void Log::open() {
  opened_ = true;
  if (path_.empty()) return;
  const int flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC;
  file_.reset(::open(path_.c_str(), flags, 0600));
  if (!file_.valid() && errno == ENOENT && mkdir(path_.substr(0, path_.rfind('/')).c_str(), 0700) == 0)
    file_.reset(::open(path_.c_str(), flags, 0600));
  struct stat status;
  if (!file_.valid() || fstat(file_.get(), &status) < 0 || !S_ISREG(status.st_mode)) {
    file_.reset();
    return;
  }
  End end = find_end(file_.get(), status.st_size);
  if (end.size < static_cast<uint64_t>(status.st_size) && ftruncate(file_.get(), end.size) < 0) return;
  size_ = end.size;
  if (end.sequence > sequence_) sequence_ = end.sequence;
}

void Log::rotate() {
  rename((path_ + ".1").c_str(), (path_ + ".2").c_str());
  rename(path_.c_str(), (path_ + ".1").c_str());
  open();
}

void Log::record(LogStream stream, const char *data, size_t size, bool goes_on) {
  if (!opened_) open();
  if (!file_.valid()) return;
  if (size_ > 0 && size_ + sizeof(Header) + size > largest_file) rotate();
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  Header header = {static_cast<uint32_t>(size),
                   static_cast<uint8_t>(stream),
                   static_cast<uint8_t>(goes_on ? 1 : 0),
                   0,
                   ++sequence_,
                   static_cast<int64_t>(now.tv_sec) * 1000000000 + now.tv_nsec};
  struct iovec parts[2] = {{&header, sizeof header}, {const_cast<char *>(data), size}};
  ssize_t written = writev(file_.get(), parts, 2);
  if (written == static_cast<ssize_t>(sizeof header + size)) {
    size_ += written;
    return;
  }
  // A full disk must not stop the container: the record is lost, counted, and no half of it stays.
  lost_++;
  if (written > 0 && ftruncate(file_.get(), size_) < 0) file_.reset();
}

void Log::write(LogStream stream, const char *data, size_t size) {
  if (lost_ > 0) {
    uint64_t lost = lost_;
    lost_ = 0;
    note(std::to_string(lost) + " lines could not be written");
  }
  std::string &pending = pending_[stream == LogStream::error ? 1 : 0];
  while (size > 0) {
    auto *newline = static_cast<const char *>(memchr(data, '\n', size));
    size_t part = newline ? static_cast<size_t>(newline - data) : size;
    size_t room = longest_record - pending.size();
    if (part > room) {
      pending.append(data, room);
      record(stream, pending.data(), pending.size(), true);
      pending.clear();
      data += room;
      size -= room;
      continue;
    }
    if (!newline) {
      pending.append(data, part);
      return;
    }
    if (pending.empty()) {
      record(stream, data, part, false);
    } else {
      pending.append(data, part);
      record(stream, pending.data(), pending.size(), false);
      pending.clear();
    }
    data += part + 1;
    size -= part + 1;
  }
}

void Log::note(const std::string &text) { record(LogStream::note, text.data(), text.size(), false); }

void Log::flush() {
  for (int index = 0; index < 2; index++) {
    if (!pending_[index].empty())
      record(index == 1 ? LogStream::error : LogStream::output, pending_[index].data(), pending_[index].size(), false);
    pending_[index].clear();
    pending_[index].shrink_to_fit();
  }
}
