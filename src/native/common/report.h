// The error contract of the native side: a failing step in our words, the system call, errno and the path it was about.
#pragma once
#include <cstdint>
#include <string>

enum class FailureKind : uint8_t { other = 0, not_found = 1, not_executable = 2, hook = 3 };

struct Report {
  std::string step;
  std::string call;
  int error = 0;
  std::string path;
  FailureKind kind = FailureKind::other;
};
