/** What runs in a service: an image's own program is unknown here, so what the file says is all there is. */
import { quote } from '../../spec/diagnostic.js';
import { keep, leaveOut, type Rules } from '../rules.js';
import { childOf, entriesOf, isTrue, listOf, plain, textOf, textsOf } from '../tree.js';
import type { ServiceTarget } from './target.js';

export const processRules: Rules<ServiceTarget> = {
  environment: keep,
  user: keep,
  group_add: keep,
  working_dir: keep,
  stop_signal: keep,
  stop_grace_period: keep,
  tty: keep,
  stdin_open: keep,
  hostname: keep,
  domainname: keep,
  labels: keep,
  profiles: keep,
  oom_score_adj: keep,
  command: program,
  entrypoint: program,
  init({ value }, { draft }) {
    if (isTrue(value)) draft['init'] = true;
  },
  env_file({ value }, { draft, remarks }) {
    for (const item of listOf(value)) {
      const format = childOf(item, 'format');
      if (!format || textOf(format) === 'raw') continue;
      remarks.add(format.range, `the format ${quote(textOf(format) ?? '')} of the file is unknown here`);
    }
    draft['env_file'] = plain(value);
  },
  healthcheck({ at, value }, { draft, remarks }) {
    for (const { key, at: place } of entriesOf(value)) {
      if (!healthcheckKeys.includes(key))
        remarks.add(place, `${quote(key)} is not a key of a healthcheck: left out`);
    }
    if (!childOf(value, 'test') && !isTrue(childOf(value, 'disable'))) {
      remarks.add(at, "the check itself is the image's: left out", 'write its `test` here');
      return;
    }
    const kept = entriesOf(value).filter(each => healthcheckKeys.includes(each.key));
    draft['healthcheck'] = Object.fromEntries(kept.map(each => [each.key, plain(each.value)]));
  },
  cgroup: leaveOut('containers have a cgroup namespace of their own'),
};

const healthcheckKeys = [
  'test',
  'interval',
  'timeout',
  'retries',
  'start_period',
  'start_interval',
  'disable',
];

/** Nothing, or an empty list, leaves it to the image. */
function program(
  { key, value }: Parameters<Rules<ServiceTarget>[string]>[0],
  { draft }: ServiceTarget,
): void {
  if (textsOf(value).join('') !== '') draft[key] = plain(value);
}

/** The root file system and the program in place of the image's: what the file lacks is said. */
export function replaceImage(target: ServiceTarget): void {
  const { node, name, draft, remarks, at } = target;
  const extended = childOf(node, 'extends') !== undefined;
  const image = childOf(node, 'image');
  const build = childOf(node, 'build');
  if (image || build || !extended) {
    const path = `./rootfs/${name}`;
    if (isTrue(childOf(node, 'read_only'))) draft['rootfs'] = { path, ro: true };
    else Object.assign(draft, { rootfs: { path }, overlay: true });
  }
  const entries = entriesOf(node);
  for (const { key, at: place, value } of entries) {
    if (key !== 'image' && key !== 'build') continue;
    const from = key === 'image' ? (textOf(value) ?? '') : 'what Docker builds';
    const message =
      key === 'image'
        ? `there are no images here: ${name} wants the content of ${quote(from)} in ./rootfs/${name}`
        : `nothing is built here: ${name} wants what Docker builds in ./rootfs/${name}`;
    remarks.add(place, message, build && key === 'image' ? 'see `build`' : filling(from, name));
  }
  if (!image && !build && !extended) {
    remarks.add(
      at,
      `${quote(target.service)} names no image: ${name} wants a root file system in ./rootfs/${name}`,
    );
  }
  checkProgram(target, extended);
}

function filling(image: string, name: string): string {
  const source = /^[\w./:@-]+$/.test(image) ? image : 'IMAGE';
  return `docker export $(docker create ${source}) | tar -x -C rootfs/${name}`;
}

function checkProgram({ draft, remarks, at, node }: ServiceTarget, extended: boolean): void {
  const hint =
    'write `command: [PROGRAM, ARGUMENT]`; `docker image inspect` shows its Entrypoint, Cmd, Env, User and WorkingDir';
  if (draft['command'] === undefined && draft['entrypoint'] === undefined) {
    if (extended) return;
    // Without a program it would be one more key that cannot be right.
    delete draft['init'];
    remarks.add(
      at,
      "what runs is the image's own command, which is unknown here: /sbin/init is started",
      hint,
    );
    return;
  }
  const [word] = textsOf(childOf(node, 'command')).join(' ').trim().split(/\s+/);
  if (draft['entrypoint'] === undefined && word?.startsWith('-')) {
    const place = entriesOf(node).find(each => each.key === 'command')!;
    remarks.add(place.at, "the command has only arguments: the image's entrypoint is unknown here", hint);
  }
}
