// Descriptors over a socket.
#pragma once
#include <vector>

// One message with the descriptors; the kernel takes at most 253.
bool send_descriptors(int socket, const std::vector<int> &descriptors);
// What it carried, close-on-exec; false at end of file or without any.
bool receive_descriptors(int socket, std::vector<int> *descriptors);
