// The launch plan as the native side holds it: the structs of launch-plan.ts, fields in the order in which encode.ts
// writes them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "wire.h"

enum class SetupOp : uint8_t {
  root_tree = 1,
  root_tmpfs,
  root_overlay,
  tree,
  filesystem,
  directory,
  file,
  symlink,
  device,
  mask,
  read_only,
  overlay,
  device_node,
  sealed_file,
};

// One struct for all: which fields count depends on op.
struct SetupStep {
  SetupOp op;
  std::string source;  // overlays: lower; filesystem: type
  std::string target;
  std::string layer;
  std::string content;
  std::vector<std::string> options;
  uint64_t attributes = 0;  // MOUNT_ATTR_*
  uint32_t mode = 0, major = 0, minor = 0, uid = 0, gid = 0;
  bool block = false;
  bool recursive = false, idmapped = false, optional = false;
};

enum class ConfigureOp : uint8_t {
  link_up = 1,
  link_down,
  link_mac,
  link_mtu,
  link_rename,
  address_add,
  address_delete,
  route_add,
  route_delete,
  hostname,
  domainname,
  sysctl,
  link_delete,
  link_rate,
};

struct ConfigureStep {
  ConfigureOp op;
  std::string name;   // interface, host name or sysctl key
  std::string value;  // new name, address, destination or sysctl value
  std::string via;
  uint8_t mac[6] = {};
  uint32_t number = 0;  // mtu or metric
  uint32_t table = 0;
};

struct CgroupWrite {
  std::string path, value;
  bool has_read_back = false;
  std::string read_back;
};

constexpr uint32_t any_number = UINT32_MAX;

// type and access are the kernel's bits: BPF_DEVCG_DEV_…, BPF_DEVCG_ACC_…
struct DeviceRule {
  uint8_t type = 0, access = 0;
  uint32_t major = any_number, minor = any_number;
};

struct Cgroup {
  std::vector<std::string> directories;
  std::vector<CgroupWrite> writes;
  std::vector<std::string> task_files;
  std::string unified;
  uint32_t owner = UINT32_MAX;  // no id: not delegated
  bool has_device_filter = false;
  std::vector<DeviceRule> device_rules;
  std::vector<std::string> remove;
};

struct ResourceLimit {
  uint32_t resource;
  uint64_t soft, hard;  // RLIM_INFINITY = all bits
};

enum class HookEvent : uint8_t {
  pre_start = 1,
  pre_mount,
  mount,
  autodev,
  start_host,
  start,
  stop,
  post_stop,
  destroy,
};

struct Hook {
  HookEvent event;
  std::vector<std::string> argv, environment;
};

struct InsideHook {
  bool before_stop = false, privileged = false;
  std::vector<std::string> argv, environment;
  std::string user, working_directory;
};

struct JoinedNamespace {
  uint32_t flag, pid;
};

enum class RestartPolicy : uint8_t { no, always, on_failure, unless_stopped };

struct Console {
  uint32_t ttys = 0;      // /dev/tty1 to /dev/ttyN
  uint32_t buffer = 0;    // bytes kept of each for who comes later
  std::string log;        // what is written to the console, as it is; empty = none
  uint64_t log_size = 0;  // bytes; 0 = without bound
  bool rotate = false;
};

struct Healthcheck {
  std::vector<std::string> exec;
  std::string address;
  uint16_t port = 0;  // 0 = an echo request
  std::string path;   // of HTTP; empty = connecting is enough
  uint32_t interval_ms = 0, timeout_ms = 0, retries = 0, start_period_ms = 0, start_interval_ms = 0;
};

// An interface of the host that the container has while it lives.
struct PhysicalInterface {
  std::string name;       // on the host
  std::string interface;  // inside
};

// A program of the host.
struct HostScript {
  std::vector<std::string> argv, environment;
};

struct LaunchPlan {
  std::string project, container, run_directory, log_file, applied;
  uint32_t namespaces = 0;
  std::string uid_map, gid_map;
  uint32_t join_network_pid = 0;
  std::vector<JoinedNamespace> join_namespaces;
  std::string time_offsets;
  std::vector<PhysicalInterface> physical;
  std::vector<HostScript> down_scripts;
  Cgroup cgroup;
  std::vector<SetupStep> setup;
  std::vector<ConfigureStep> configure;
  std::vector<Hook> hooks;
  uint8_t hook_version = 0;
  std::string root_place;
  std::vector<InsideHook> inside_hooks;
  bool has_oom_score_adj = false;
  int32_t oom_score_adj = 0;
  std::vector<std::pair<std::string, std::string>> proc_files;
  std::vector<ResourceLimit> rlimits;
  uint64_t capabilities = 0;
  bool no_new_privileges = false;
  std::string seccomp;  // struct sock_filter[]
  bool keyring = true, core_scheduling = false;
  std::string security_label;
  bool has_personality = false;
  uint32_t personality = 0;
  std::string user;
  std::vector<std::string> group_add;
  std::string working_directory;
  std::vector<std::string> argv, environment;
  bool tty = false, stdin_open = false, reaper = false;
  Console console;
  uint32_t stop_signal = 15, stop_signal_if_blocked = 0, stop_grace_ms = 0, reboot_signal = 2;
  std::string ephemeral_directory;
  RestartPolicy restart = RestartPolicy::no;
  uint32_t maximum_retries = 0;
  bool has_healthcheck = false;
  Healthcheck healthcheck;

  bool has_hook(HookEvent event) const {
    for (const Hook &each : hooks)
      if (each.event == event) return true;
    return false;
  }
};

// False when the bytes are not exactly a plan (or a list of steps).
bool decode_launch_plan(const uint8_t *data, size_t size, LaunchPlan *plan);
bool decode_setup_steps(Reader &reader, std::vector<SetupStep> *steps);
bool decode_configure_steps(Reader &reader, std::vector<ConfigureStep> *steps);
