/** Capabilities that are more than they sound. */
import type { Container } from '../../model/project.js';
import { systemCapabilities } from '../../spec/values/capability.js';
import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

/** What each of them lets a program do. */
const dangerous: Record<string, string> = {
  sys_admin: 'mount, and most of what root may do',
  sys_module: 'load code into the kernel',
  sys_ptrace: 'read and change other programs of the container',
  sys_rawio: "reach the machine's ports and memory",
  sys_time: "set the host's clock",
  sys_boot: 'restart the machine, or load another kernel',
  dac_read_search: 'open any file of a mounted file system by its handle, also outside of the root',
  mac_admin: "change the host's security policy",
  mac_override: "pass over the host's security policy",
  bpf: 'load programs into the kernel',
  perfmon: "watch the kernel's memory and timing",
};

export const capabilityDangerous: Rule = {
  code: 'LXCC1205',
  name: 'capability-dangerous',
  level: 'warning',
  summary: '`cap_add` of a capability that leads out of the container or weakens it, such as `sys_admin`',
  *check(view: View): Generator<Report> {
    for (const container of servicesOf(view.project)) {
      if (container.security.privileged) continue;
      const added = addedTo(container);
      const all = placeOf('all', container, view);
      if (all !== undefined && added.length > 1) {
        yield {
          at: all,
          message: `container "${container.service}" is given every capability`,
          hint: 'name those that it needs',
        };
        continue;
      }
      for (const name of added) {
        const at = placeOf(name, container, view) ?? `containers.${container.service}.cap_add`;
        yield {
          at,
          message: `container "${container.service}" is given ${name}: it may ${dangerous[name]}`,
          hint: 'leave it out if the program runs without',
        };
      }
    }
  },
};

/** A whole system has most of them by itself, within its user namespace. */
function addedTo({ system, security }: Container): string[] {
  const usual = new Set(system && security.idmap !== 'none' ? systemCapabilities : []);
  return security.capabilities.filter(each => Object.hasOwn(dangerous, each) && !usual.has(each));
}

/** The item of `cap_add` that names it. */
function placeOf(name: string, { service }: Container, { project, texts }: View): string | undefined {
  for (let index = 0; ; index += 1) {
    const path = `containers.${service}.cap_add.${index}`;
    const position = project.positions[path];
    if (!position) return undefined;
    const node = texts.get(position.file)?.nodeAt(position.line, position.column)?.value;
    if (node?.kind === 'scalar' && String(node.value).toLowerCase().replace(/^cap_/, '') === name)
      return path;
  }
}
