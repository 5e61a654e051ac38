/** How a container is begun and ended: signals, start at boot, and whether anything stays of it. */
import type { Container } from '../../model/project.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { parseWholeNumber } from '../../spec/values/number.js';
import { parseSignal } from '../../spec/values/signal.js';
import type { Bag } from './bag.js';
import { line } from './line.js';
import { readable } from './readable.js';

const furthest = 1_000_000;

export function lifeOf(bag: Bag): Record<string, YamlValue> {
  return {
    reboot_signal: bag.oneOf('lxc.signal.reboot', value => readable(value, parseSignal)) ?? null,
    autostart: autostartOf(bag),
    ephemeral:
      bag.oneOf('lxc.ephemeral', value => (value === '1' ? true : value === '0' ? false : undefined)) ?? null,
  };
}

/** Order, delay and groups say nothing of a container that is not started at boot: there they stay as they are. */
function autostartOf(bag: Bag): YamlValue {
  const given = bag.oneOf('lxc.start.auto', value =>
    value === '1' ? true : value === '0' ? false : undefined,
  );
  if (given !== true) return given ?? null;
  const number = (key: string, least: number) =>
    bag.oneOf(key, value => readable(value, text => parseWholeNumber(text, least, furthest)));
  const order = number('lxc.start.order', -furthest);
  const delay = number('lxc.start.delay', 0);
  const groups = bag
    .some('lxc.group', value => {
      const names = value.split(/\s+/).filter(Boolean);
      return names.length > 0 && names.every(each => /^[A-Za-z0-9_.-]+$/.test(each)) ? names : undefined;
    })
    .flat();
  const said = {
    ...(order !== undefined && { order }),
    ...(delay !== undefined && { delay }),
    ...(groups.length > 0 && { groups }),
  };
  return Object.keys(said).length > 0 ? said : true;
}

/** The same as lines; what LXC does without being told needs none. */
export function lifeLines({ system, stopSignal, rebootSignal, autostart, ephemeral }: Container): string[] {
  const lines: string[] = [];
  if (stopSignal !== (system ? 'SIGPWR' : 'SIGTERM')) lines.push(line('lxc.signal.halt', stopSignal));
  if (rebootSignal !== (system ? 'SIGINT' : stopSignal)) lines.push(line('lxc.signal.reboot', rebootSignal));
  if (ephemeral) lines.push(line('lxc.ephemeral', 1));
  if (!autostart) return lines;
  lines.push(line('lxc.start.auto', 1));
  if (autostart.order !== 0) lines.push(line('lxc.start.order', autostart.order));
  if (autostart.delayMs !== 0) lines.push(line('lxc.start.delay', Math.ceil(autostart.delayMs / 1000)));
  return [...lines, ...autostart.groups.map(group => line('lxc.group', group))];
}
