// Whether this network namespace has an nftables table: programs are started to read one only when it is there.
#pragma once
#include <string>

// A table of the family inet; true also when the kernel cannot tell.
bool firewall_table_exists(const std::string &name);
