/* A measurement of something that failed is worth nothing: say what it was and end. */
#pragma once
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void fail(const char *what) {
  fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
  exit(1);
}

static inline int must(int result, const char *what) {
  if (result < 0) fail(what);
  return result;
}

static inline void must_answer(int negative_error, const char *what) {
  if (!negative_error) return;
  errno = -negative_error;
  fail(what);
}
