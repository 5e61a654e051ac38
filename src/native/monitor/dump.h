// Interfaces, addresses and routes of the network namespace that this process is in, as the arrays of
// docs/native-protocol.md, "observe".
#pragma once
#include <cstdint>
#include <string>

// Appends `"links":[…],"addresses":[…],"routes":[…]`; false with errno.
bool dump_network(std::string *json);

// The number by which the links of this process's namespace name the one behind the descriptor; negative = by none.
int32_t namespace_id(int descriptor);
