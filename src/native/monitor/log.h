// A container's log: framed records in files that turn over (docs/log-format.md). There is no file before the first
// record: many containers never say a word, and making files is a tenth of a start.
#pragma once
#include <cstdint>
#include <string>

#include "../common/guard.h"

enum class LogStream : uint8_t { output = 1, error = 2, note = 3 };

class Log {
 public:
  // '' = no log: everything is thrown away.
  explicit Log(std::string path) : path_(std::move(path)) {}

  // Any piece of a stream; whole lines are written, the rest waits for its newline.
  void write(LogStream stream, const char *data, size_t size);
  // A line of the monitor's own.
  void note(const std::string &text);
  // What still waits for its newline, at the end of a stream.
  void flush();

 private:
  // Cuts a record off that a power loss left half written, and goes on counting where the file ends.
  void open();
  void record(LogStream stream, const char *data, size_t size, bool goes_on);
  void rotate();

  std::string path_;
  bool opened_ = false;
  Descriptor file_;
  uint64_t size_ = 0, sequence_ = 0, lost_ = 0;
  std::string pending_[2];
};
