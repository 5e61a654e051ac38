// Runs in namespaces of its own (run.mjs makes them) and measures: A B C, A B C, …, so that whatever else happens on
// the machine hits all peers alike.
import { measure } from './measure.mjs';
import { peers } from './peers.mjs';
import { setUpRoom } from './room.mjs';
import { printTable } from './table.mjs';

const room = setUpRoom(JSON.parse(process.argv[2]));
const samples = [];
const failed = new Set();

/** Does `work` unless the peer has failed before: a peer that fails is left out of the rest of the run. */
async function attempt(name, work) {
  if (failed.has(name)) return;
  try {
    await work(peers[name]);
  } catch (error) {
    failed.add(name);
    console.error(`${name} failed and is left out from here on: ${error.message}`);
  }
}

async function sampleOnce(name, containers, repeat) {
  await attempt(name, async peer => {
    if (containers > (peer.most ?? Number.POSITIVE_INFINITY)) return;
    const sample = await measure(peer, room, containers);
    samples.push({ peer: name, containers, ...sample });
    console.error(
      `${containers} × ${name}, ${repeat} of ${room.repeats}: ${(sample.up / 1000).toFixed(3)} s`,
    );
  });
}

for (const name of room.peers) await attempt(name, peer => peer.begin?.(room));
for (const containers of room.containers) {
  for (let repeat = 1; repeat <= room.repeats; repeat++) {
    for (const name of room.peers) await sampleOnce(name, containers, repeat);
  }
}
if (samples.length) printTable(samples, room);
// Not left to a natural end: a peer's daemon may hold our pipes. It ends with the pid namespace.
process.exit(failed.size ? 1 : 0);
