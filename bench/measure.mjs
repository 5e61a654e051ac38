import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { timed } from './command.mjs';
import { residentKilobytes } from './processes.mjs';
import { quiet } from './quiet.mjs';

const execRepeats = 5;

async function runIfAny(command) {
  return command ? (await timed(command)).took : undefined;
}

/** Down is done when no interface of the job is left, whoever removes it. */
async function interfacesGone() {
  const names = () =>
    readdirSync('/sys/class/net').filter(name => name !== 'lo' && name !== 'bonding_masters');
  const begin = performance.now();
  while (names().length) {
    if (performance.now() - begin > 60_000) throw new Error(`down left ${names().join(' ')}`);
    await sleep(1);
  }
}

/** One sample of one peer: everything in ms, memory in KB a container. */
export async function measure(peer, room, containers) {
  peer.prepare?.(room, containers);
  await quiet();
  const commands = peer.commands(room, containers);
  if (peer.bare) return { up: await runIfAny(commands.up) };

  const sample = { up: (await timed(commands.up)).took };
  const ping = await timed({ argv: [room.floor.program, 'ping', String(containers)] });
  sample.up += Number(ping.output);
  sample.noop = await runIfAny(commands.noop);
  sample.ps = await runIfAny(commands.ps);
  sample.exec = [];
  for (let index = 0; index < execRepeats; index++) {
    sample.exec.push(await runIfAny(commands.exec(1 + (index % containers))));
  }
  sample.memory = residentKilobytes(peer.processes) / containers;
  await quiet();

  const begin = performance.now();
  await timed(commands.down);
  await interfacesGone();
  sample.down = performance.now() - begin;
  await peer.afterwards?.(room);
  return sample;
}
