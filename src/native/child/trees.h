// Detached trees: made in the initial user namespace by the monitor, attached by the child.
#pragma once
#include <functional>

#include "internal.h"

// In the order of the setup steps that need one.
bool monitor_prepare_trees(const LaunchPlan &plan, int user_namespace, std::vector<Descriptor> *trees, Report *report);

// A clone of a host tree with MOUNT_ATTR_* attributes, idmapped unless user_namespace is -1; what: the step's words.
Descriptor monitor_clone_tree(const std::string &path, bool recursive, uint64_t attributes, int user_namespace,
                              const char *what, Report *report);

// An overlay. Attaches its lower directory where it is called: only for monitor_with_private_mounts.
Descriptor monitor_make_overlay(const SetupStep &step, int user_namespace, Report *report);

// A device node; `place` is a directory over which it may mount, so only for monitor_with_private_mounts.
Descriptor monitor_make_device_node(const SetupStep &step, const std::string &place, Report *report);

// A config or secret; `place` as above.
Descriptor monitor_make_sealed_file(const SetupStep &step, const std::string &place, Report *report);

// Runs `prepare` in a process with a mount namespace of its own and takes over the trees that it made.
using PrepareTrees = std::function<bool(std::vector<Descriptor> *trees, Report *report)>;
bool monitor_with_private_mounts(const PrepareTrees &prepare, std::vector<Descriptor> *trees, Report *report);

std::vector<int> numbers_of(const std::vector<Descriptor> &descriptors);
