// Bytes in and out, little endian, every length checked. A reader that once failed stays failed and gives zeros:
// callers look at ok() at the end.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

class Reader {
 public:
  Reader(const uint8_t *data, size_t size) : data_(data), left_(size) {}

  bool ok() const { return ok_; }
  bool at_end() const { return left_ == 0; }

  template <typename Number>
  Number number() {
    Number value = 0;
    if (!take(&value, sizeof value)) return 0;
    return value;
  }
  uint8_t u8() { return number<uint8_t>(); }
  uint16_t u16() { return number<uint16_t>(); }
  uint32_t u32() { return number<uint32_t>(); }
  int32_t i32() { return number<int32_t>(); }
  uint64_t u64() { return number<uint64_t>(); }
  bool boolean() { return u8() != 0; }

  std::string text() {
    uint32_t size = u32();
    if (size > left_) {
      fail();
      return {};
    }
    std::string value(reinterpret_cast<const char *>(data_), size);
    data_ += size;
    left_ -= size;
    return value;
  }

  std::vector<std::string> texts() {
    std::vector<std::string> values;
    uint32_t count = u32();
    // Each text takes four bytes at least: a count that cannot fit must not reserve memory.
    if (count > left_ / 4) {
      fail();
      return values;
    }
    values.reserve(count);
    for (uint32_t index = 0; index < count && ok_; index++) values.push_back(text());
    return values;
  }

  // Number of elements that follow, each at least `least` bytes long.
  uint32_t count(size_t least) {
    uint32_t value = u32();
    if (value <= left_ / least) return value;
    fail();
    return 0;
  }

  void fail() {
    ok_ = false;
    left_ = 0;
  }

  bool take(void *target, size_t size) {
    if (size > left_) {
      fail();
      return false;
    }
    memcpy(target, data_, size);
    data_ += size;
    left_ -= size;
    return true;
  }

 private:
  const uint8_t *data_;
  size_t left_;
  bool ok_ = true;
};

class Writer {
 public:
  Writer &u8(uint8_t value) { return raw(&value, sizeof value); }
  Writer &u16(uint16_t value) { return raw(&value, sizeof value); }
  Writer &u32(uint32_t value) { return raw(&value, sizeof value); }
  Writer &u64(uint64_t value) { return raw(&value, sizeof value); }
  Writer &text(const std::string &value) { return u32(value.size()).raw(value.data(), value.size()); }
  Writer &raw(const void *data, size_t size) {
    bytes_.append(static_cast<const char *>(data), size);
    return *this;
  }

  // The payload as a frame: length of the rest, type, payload.
  std::string frame(uint8_t type) const {
    std::string result;
    uint32_t length = bytes_.size() + 1;
    result.append(reinterpret_cast<const char *>(&length), sizeof length);
    result.push_back(static_cast<char>(type));
    return result + bytes_;
  }

 private:
  std::string bytes_;
};
