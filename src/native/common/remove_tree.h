// Removes a directory with everything in it, as `rm -rf` does.
#pragma once
#include <string>

// A link is removed, never followed. False when something is left; errno says why.
bool remove_tree(const std::string &path);
