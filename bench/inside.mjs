// Runs in namespaces of its own (run.mjs makes them) and measures: A B C, A B C, …, so that whatever else happens on
// the machine hits all peers alike.

import { measure } from './measure.mjs';
import { peers } from './peers.mjs';
import { setUpRoom } from './room.mjs';
import { printTable } from './table.mjs';

const room = setUpRoom(JSON.parse(process.argv[2]));
const samples = [];
const used = room.peers.map(name => peers[name]);

try {
  for (const peer of used) await peer.begin?.(room);
  for (const containers of room.containers) {
    for (let repeat = 1; repeat <= room.repeats; repeat++) {
      for (const name of room.peers) {
        if (containers > (peers[name].most ?? Number.POSITIVE_INFINITY)) continue;
        const sample = await measure(peers[name], room, containers);
        samples.push({ peer: name, containers, ...sample });
        const up = sample.up === undefined ? '' : `: up ${(sample.up / 1000).toFixed(3)} s`;
        console.error(`${containers} × ${name}, ${repeat} of ${room.repeats}${up}`);
      }
    }
  }
} finally {
  if (samples.length) printTable(samples, room);
}
// Not a natural end: a peer's daemon may still hold our pipes. The pid namespace ends it with us.
process.exit(0);
