// JSON as far as the monitor writes it.
#pragma once
#include <string>

// A quoted string. Bytes that are not UTF-8 (an interface may be named anything) become U+FFFD.
std::string json_text(const std::string &text);
std::string json_number_or_null(long long number, bool present);
