// cgroup v2 has no device controller: a BPF program of the container's cgroup says which devices may be opened or made.
// One block of instructions a rule; what no rule allows is refused.
#include "device_filter.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

using Program = std::vector<struct bpf_insn>;

const uint8_t context = BPF_REG_1, type = BPF_REG_2, access = BPF_REG_3, major_number = BPF_REG_4,
              minor_number = BPF_REG_5, scratch = BPF_REG_6, answer = BPF_REG_0;

struct bpf_insn instruction(uint8_t code, uint8_t destination, uint8_t source, int16_t offset, int32_t value) {
  struct bpf_insn result = {};
  result.code = code;
  result.dst_reg = destination;
  result.src_reg = source;
  result.off = offset;
  result.imm = value;
  return result;
}

struct bpf_insn load(uint8_t to, size_t offset) {
  return instruction(BPF_LDX | BPF_MEM | BPF_W, to, context, offset, 0);
}

void answer_with(Program *program, bool allowed) {
  program->push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_K, answer, 0, 0, allowed));
  program->push_back(instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
}

// Every comparison that fails jumps behind the rule's last instruction.
void allow(const DeviceRule &rule, Program *program) {
  Program block;
  auto unless = [&block](uint8_t code, uint8_t left, uint8_t right, int32_t value) {
    block.push_back(instruction(BPF_JMP | BPF_JNE | code, left, right, 0, value));
  };
  unless(BPF_K, type, 0, rule.type);
  // All that is wanted must be among what is allowed.
  block.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_X, scratch, access, 0, 0));
  block.push_back(instruction(BPF_ALU64 | BPF_AND | BPF_K, scratch, 0, 0, rule.access));
  unless(BPF_X, scratch, access, 0);
  if (rule.major != any_number) unless(BPF_K, major_number, 0, rule.major);
  if (rule.minor != any_number) unless(BPF_K, minor_number, 0, rule.minor);
  answer_with(&block, true);
  for (size_t index = 0; index < block.size(); index++)
    if (BPF_OP(block[index].code) == BPF_JNE && BPF_CLASS(block[index].code) == BPF_JMP)
      block[index].off = block.size() - index - 1;
  program->insert(program->end(), block.begin(), block.end());
}

Program compile(const std::vector<DeviceRule> &rules) {
  Program program = {
      load(type, offsetof(struct bpf_cgroup_dev_ctx, access_type)),
      instruction(BPF_ALU64 | BPF_MOV | BPF_X, access, type, 0, 0),
      instruction(BPF_ALU64 | BPF_AND | BPF_K, type, 0, 0, 0xffff),
      instruction(BPF_ALU64 | BPF_RSH | BPF_K, access, 0, 0, 16),
      load(major_number, offsetof(struct bpf_cgroup_dev_ctx, major)),
      load(minor_number, offsetof(struct bpf_cgroup_dev_ctx, minor)),
  };
  for (const DeviceRule &rule : rules) allow(rule, &program);
  answer_with(&program, false);
  return program;
}

// Always with the whole union: some kernels write beyond what a caller says it passed.
int bpf(int command, union bpf_attr *attributes) { return syscall(SYS_bpf, command, attributes, sizeof *attributes); }

int load_program(const Program &program) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
  attributes.insns = reinterpret_cast<uint64_t>(program.data());
  attributes.insn_cnt = program.size();
  attributes.license = reinterpret_cast<uint64_t>("Apache-2.0");
  strcpy(attributes.prog_name, "lxc_compose_dev");
  return bpf(BPF_PROG_LOAD, &attributes);
}

}  // namespace

bool monitor_filter_devices(const std::string &cgroup, const std::vector<DeviceRule> &rules, Report *report) {
  Descriptor directory(open(cgroup.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) return fail(report, "open the cgroup", "open", cgroup);
  Descriptor program(load_program(compile(rules)));
  if (!program.valid()) return fail(report, "restrict the devices of the cgroup", "bpf", cgroup);
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.target_fd = directory.get();
  attributes.attach_bpf_fd = program.get();
  attributes.attach_type = BPF_CGROUP_DEVICE;
  // Without flags a second one takes the place of the first: a restart leaves one program, not two. Those of parents
  // stay in force.
  if (bpf(BPF_PROG_ATTACH, &attributes) < 0) return fail(report, "restrict the devices of the cgroup", "bpf", cgroup);
  return true;
}
