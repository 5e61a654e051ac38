// Decodes what encode.ts wrote: a bounds-checked reader, and numbers outside the tables are refused.
#include "launch_plan.h"

#include <linux/mount.h>

namespace {

uint64_t mount_attributes(uint8_t bits) {
  return (bits & 1 ? MOUNT_ATTR_RDONLY : 0) | (bits & 2 ? MOUNT_ATTR_NOSUID : 0) | (bits & 4 ? MOUNT_ATTR_NODEV : 0) |
         (bits & 8 ? MOUNT_ATTR_NOEXEC : 0);
}

SetupStep read_setup(Reader &reader) {
  SetupStep step;
  step.op = static_cast<SetupOp>(reader.u8());
  switch (step.op) {
    case SetupOp::root_tree:
      step.source = reader.text();
      step.idmapped = reader.boolean();
      step.attributes = mount_attributes(reader.u8());
      return step;
    case SetupOp::root_tmpfs:
      step.options = reader.texts();
      step.attributes = mount_attributes(reader.u8());
      return step;
    case SetupOp::overlay:
      step.target = reader.text();
      [[fallthrough]];
    case SetupOp::root_overlay:
      step.source = reader.text();
      step.layer = reader.text();
      step.idmapped = reader.boolean();
      step.attributes = mount_attributes(reader.u8());
      return step;
    case SetupOp::tree:
      step.source = reader.text();
      step.target = reader.text();
      step.recursive = reader.boolean();
      step.idmapped = reader.boolean();
      step.attributes = mount_attributes(reader.u8());
      step.optional = reader.boolean();
      return step;
    case SetupOp::filesystem:
      step.source = reader.text();
      step.target = reader.text();
      step.options = reader.texts();
      step.attributes = mount_attributes(reader.u8());
      step.optional = reader.boolean();
      return step;
    case SetupOp::directory:
      step.target = reader.text();
      step.mode = reader.u32();
      return step;
    case SetupOp::file:
      step.target = reader.text();
      step.mode = reader.u32();
      step.content = reader.text();
      return step;
    case SetupOp::symlink:
      step.target = reader.text();
      step.content = reader.text();
      return step;
    case SetupOp::device:
      step.source = reader.text();
      step.target = reader.text();
      step.major = reader.u32();
      step.minor = reader.u32();
      return step;
    case SetupOp::device_node:
      step.target = reader.text();
      step.block = reader.boolean();
      for (uint32_t *number : {&step.major, &step.minor, &step.mode, &step.uid, &step.gid}) *number = reader.u32();
      return step;
    case SetupOp::sealed_file:
      step.target = reader.text();
      step.content = reader.text();
      for (uint32_t *number : {&step.mode, &step.uid, &step.gid}) *number = reader.u32();
      return step;
    case SetupOp::mask:
    case SetupOp::read_only:
      step.target = reader.text();
      return step;
  }
  reader.fail();
  return step;
}

ConfigureStep read_configure(Reader &reader) {
  ConfigureStep step;
  step.op = static_cast<ConfigureOp>(reader.u8());
  if (step.op < ConfigureOp::link_up || step.op > ConfigureOp::link_rate) {
    reader.fail();
    return step;
  }
  step.name = reader.text();
  switch (step.op) {
    case ConfigureOp::link_mac:
      reader.take(step.mac, sizeof step.mac);
      break;
    case ConfigureOp::link_mtu:
    case ConfigureOp::link_rate:
      step.number = reader.u32();
      break;
    case ConfigureOp::link_rename:
    case ConfigureOp::address_add:
    case ConfigureOp::address_delete:
    case ConfigureOp::sysctl:
      step.value = reader.text();
      break;
    case ConfigureOp::route_add:
    case ConfigureOp::route_delete:
      step.value = reader.text();
      step.via = reader.text();
      step.number = reader.u32();
      step.table = reader.u32();
      break;
    default:
      break;
  }
  return step;
}

void read_cgroup(Reader &reader, Cgroup *cgroup) {
  cgroup->directories = reader.texts();
  for (uint32_t left = reader.count(13); left > 0 && reader.ok(); left--) {
    CgroupWrite write;
    write.path = reader.text();
    write.value = reader.text();
    write.has_read_back = reader.boolean();
    write.read_back = reader.text();
    cgroup->writes.push_back(write);
  }
  cgroup->task_files = reader.texts();
  cgroup->unified = reader.text();
  cgroup->owner = reader.u32();
  cgroup->has_device_filter = reader.boolean();
  for (uint32_t left = reader.count(10); left > 0 && reader.ok(); left--) {
    DeviceRule rule;
    rule.type = reader.u8();
    rule.access = reader.u8();
    rule.major = reader.u32();
    rule.minor = reader.u32();
    cgroup->device_rules.push_back(rule);
  }
  cgroup->remove = reader.texts();
}

void read_hooks(Reader &reader, LaunchPlan *plan) {
  for (uint32_t left = reader.count(9); left > 0 && reader.ok(); left--) {
    Hook hook;
    hook.event = static_cast<HookEvent>(reader.u8());
    hook.argv = reader.texts();
    hook.environment = reader.texts();
    if (hook.event < HookEvent::pre_start || hook.event > HookEvent::destroy || hook.argv.empty()) reader.fail();
    plan->hooks.push_back(hook);
  }
  plan->hook_version = reader.u8();
  plan->root_place = reader.text();
  for (uint32_t left = reader.count(18); left > 0 && reader.ok(); left--) {
    InsideHook hook;
    hook.before_stop = reader.boolean();
    hook.argv = reader.texts();
    hook.environment = reader.texts();
    hook.user = reader.text();
    hook.working_directory = reader.text();
    hook.privileged = reader.boolean();
    if (hook.argv.empty()) reader.fail();
    plan->inside_hooks.push_back(hook);
  }
}

void read_healthcheck(Reader &reader, Healthcheck *check) {
  check->exec = reader.texts();
  check->address = reader.text();
  check->port = reader.u16();
  check->path = reader.text();
  check->interval_ms = reader.u32();
  check->timeout_ms = reader.u32();
  check->retries = reader.u32();
  check->start_period_ms = reader.u32();
  check->start_interval_ms = reader.u32();
}

}  // namespace

bool decode_setup_steps(Reader &reader, std::vector<SetupStep> *steps) {
  for (uint32_t left = reader.count(5); left > 0 && reader.ok(); left--) steps->push_back(read_setup(reader));
  return reader.ok();
}

bool decode_configure_steps(Reader &reader, std::vector<ConfigureStep> *steps) {
  for (uint32_t left = reader.count(5); left > 0 && reader.ok(); left--) steps->push_back(read_configure(reader));
  return reader.ok();
}

bool decode_launch_plan(const uint8_t *data, size_t size, LaunchPlan *plan) {
  Reader reader(data, size);
  plan->project = reader.text();
  plan->container = reader.text();
  plan->run_directory = reader.text();
  plan->log_file = reader.text();
  plan->applied = reader.text();
  plan->namespaces = reader.u32();
  plan->uid_map = reader.text();
  plan->gid_map = reader.text();
  plan->join_network_pid = reader.u32();
  for (uint32_t left = reader.count(8); left > 0 && reader.ok(); left--) {
    uint32_t flag = reader.u32();
    plan->join_namespaces.push_back({flag, reader.u32()});
  }
  plan->time_offsets = reader.text();
  for (uint32_t left = reader.count(8); left > 0 && reader.ok(); left--) {
    PhysicalInterface each;
    each.name = reader.text();
    each.interface = reader.text();
    plan->physical.push_back(each);
  }
  for (uint32_t left = reader.count(8); left > 0 && reader.ok(); left--) {
    HostScript each;
    each.argv = reader.texts();
    each.environment = reader.texts();
    plan->down_scripts.push_back(each);
  }
  read_cgroup(reader, &plan->cgroup);
  decode_setup_steps(reader, &plan->setup);
  decode_configure_steps(reader, &plan->configure);
  read_hooks(reader, plan);
  plan->has_oom_score_adj = reader.boolean();
  plan->oom_score_adj = reader.i32();
  for (uint32_t left = reader.count(8); left > 0 && reader.ok(); left--) {
    std::string name = reader.text();
    plan->proc_files.emplace_back(name, reader.text());
  }
  for (uint32_t left = reader.count(20); left > 0 && reader.ok(); left--) {
    ResourceLimit limit;
    limit.resource = reader.u32();
    limit.soft = reader.u64();
    limit.hard = reader.u64();
    plan->rlimits.push_back(limit);
  }
  plan->capabilities = reader.u64();
  plan->no_new_privileges = reader.boolean();
  plan->seccomp = reader.text();
  plan->keyring = reader.boolean();
  plan->core_scheduling = reader.boolean();
  plan->security_label = reader.text();
  plan->has_personality = reader.boolean();
  plan->personality = reader.u32();
  plan->user = reader.text();
  plan->group_add = reader.texts();
  plan->working_directory = reader.text();
  plan->argv = reader.texts();
  plan->environment = reader.texts();
  plan->tty = reader.boolean();
  plan->stdin_open = reader.boolean();
  plan->console.ttys = reader.u32();
  plan->console.buffer = reader.u32();
  plan->console.log = reader.text();
  plan->console.log_size = reader.u64();
  plan->console.rotate = reader.boolean();
  plan->reaper = reader.boolean();
  plan->stop_signal = reader.u32();
  plan->stop_signal_if_blocked = reader.u32();
  plan->stop_grace_ms = reader.u32();
  plan->reboot_signal = reader.u32();
  plan->ephemeral_directory = reader.text();
  plan->restart = static_cast<RestartPolicy>(reader.u8());
  plan->maximum_retries = reader.u32();
  plan->has_healthcheck = reader.boolean();
  if (plan->has_healthcheck) read_healthcheck(reader, &plan->healthcheck);
  return reader.ok() && reader.at_end() && plan->restart <= RestartPolicy::unless_stopped;
}
