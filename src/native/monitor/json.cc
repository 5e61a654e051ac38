#include "json.h"

#include <stdio.h>

namespace {

// Length of the well-formed UTF-8 sequence at the position, 0 when there is none (RFC 3629).
size_t sequence_length(const std::string &text, size_t at) {
  auto byte = [&](size_t offset) -> unsigned {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0;
  };
  auto tail = [&](size_t offset) { return (byte(offset) & 0xc0) == 0x80; };
  unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (!tail(1) || !tail(2)) return 0;
    if (first == 0xe0 && byte(1) < 0xa0) return 0;
    return first == 0xed && byte(1) > 0x9f ? 0 : 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (first == 0xf0 && byte(1) < 0x90) return 0;
    return first == 0xf4 && byte(1) > 0x8f ? 0 : 4;
  }
  return 0;
}

}  // namespace

std::string json_text(const std::string &text) {
  std::string result = "\"";
  for (size_t at = 0; at < text.size();) {
    size_t length = sequence_length(text, at);
    unsigned char letter = text[at];
    if (length == 0) {
      result += "\\ufffd";
      at++;
      continue;
    }
    if (letter == '"' || letter == '\\') result += '\\';
    if (letter < 0x20 || letter == 0x7f) {
      char escape[8];
      snprintf(escape, sizeof escape, "\\u%04x", letter);
      result += escape;
    } else {
      result.append(text, at, length);
    }
    at += length;
  }
  return result + '"';
}

std::string json_number_or_null(long long number, bool present) { return present ? std::to_string(number) : "null"; }
