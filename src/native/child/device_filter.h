// Access to devices on cgroup v2.
#pragma once
#include "internal.h"

// Lets the cgroup's processes use these devices and no others; again = with these rules instead.
bool monitor_filter_devices(const std::string &cgroup, const std::vector<DeviceRule> &rules, Report *report);
