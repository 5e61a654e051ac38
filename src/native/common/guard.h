// A descriptor that closes itself and keeps errno.
#pragma once
#include <errno.h>
#include <unistd.h>

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor &&other) noexcept : number_(other.release()) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    reset(other.release());
    return *this;
  }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() { reset(); }

  int get() const { return number_; }
  bool valid() const { return number_ >= 0; }
  int release() {
    int number = number_;
    number_ = -1;
    return number;
  }
  void reset(int number = -1) {
    int error = errno;
    if (number_ >= 0) close(number_);
    errno = error;
    number_ = number;
  }

 private:
  int number_ = -1;
};
