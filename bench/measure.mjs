import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { timed } from './command.mjs';
import { residentKilobytes } from './processes.mjs';
import { quiet } from './quiet.mjs';

const execRepeats = 5;

const interfaces = () =>
  readdirSync('/sys/class/net').filter(name => name !== 'lo' && name !== 'bonding_masters');

async function runIfAny(command) {
  return command ? (await timed(command)).took : undefined;
}

/** Down is done when no interface of the job is left, whoever removes it. */
async function interfacesGone() {
  const begin = performance.now();
  while (interfaces().length) {
    if (performance.now() - begin > 60_000) throw new Error(`down left ${interfaces().join(' ')}`);
    await sleep(1);
  }
}

/** Takes away what a peer has left that failed on its way, so that the others find the room empty. */
async function clearAway(commands) {
  await timed(commands.down).catch(() => undefined);
  for (const name of interfaces()) await timed({ argv: ['ip', 'link', 'del', name] }).catch(() => undefined);
}

async function measureRunning(peer, room, containers, commands) {
  const sample = { up: (await timed(commands.up)).took };
  const ping = await timed({ argv: [room.floor.program, 'ping', String(containers)] });
  sample.up += Number(ping.output);
  sample.noop = await runIfAny(commands.noop);
  sample.ps = await runIfAny(commands.ps);
  sample.exec = [];
  for (let repeat = 0; repeat < execRepeats; repeat++) {
    sample.exec.push(await runIfAny(commands.exec(1 + (repeat % containers))));
  }
  sample.memory = residentKilobytes(peer.processes) / containers;
  return sample;
}

/** One sample of one peer: everything in ms, memory in KB a container. */
export async function measure(peer, room, containers) {
  peer.prepare?.(room, containers);
  await quiet();
  const commands = peer.commands(room, containers);
  if (peer.bare) return { up: await runIfAny(commands.up) };
  try {
    const sample = await measureRunning(peer, room, containers, commands);
    await quiet();
    const begin = performance.now();
    await timed(commands.down);
    await interfacesGone();
    return { ...sample, down: performance.now() - begin };
  } catch (error) {
    await clearAway(commands);
    throw error;
  }
}
