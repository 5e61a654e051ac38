// Interfaces, addresses and routes of the network namespace that this process is in, as the arrays of
// docs/native-protocol.md, "observe".
#pragma once
#include <string>

// Appends `"links":[…],"addresses":[…],"routes":[…]`; false with errno.
bool dump_network(std::string *json);
