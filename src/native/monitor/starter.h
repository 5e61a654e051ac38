// Makes monitors: one fork each. docs/native-protocol.md, "Starter".
#pragma once
#include <cstdint>

namespace starter_message {
enum : uint8_t { create = 1, start = 2, abort = 3, created = 16, started = 17, failed = 18 };
}

int starter_main();
