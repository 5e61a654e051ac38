import { parseArgs } from 'node:util';
import { peers } from './peers.mjs';

const usage = `Usage: npm run bench -- [-n "1 10 100 300"] [-r REPEATS] [-p "PEER..."]

  -n, --containers "N..."   how many containers (default: "1 10 100 300")
  -r, --repeats R           how often everything is measured (default: 5); medians are printed
  -p, --peers "PEER..."     any of: ${Object.keys(peers).join(' ')}
                            (default: all that this machine has; what is named must be there)`;

function refuse(message) {
  console.error(`${message}\n\n${usage}`);
  process.exit(64);
}

const words = text => text.split(/[\s,]+/).filter(Boolean);

/** What is to be measured, from the command line. */
export function readOptions(argv) {
  let values;
  try {
    values = parseArgs({
      args: argv,
      options: {
        containers: { type: 'string', short: 'n', default: '1 10 100 300' },
        repeats: { type: 'string', short: 'r', default: '5' },
        peers: { type: 'string', short: 'p' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    refuse(error.message);
  }
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const containers = words(values.containers).map(Number);
  // A bridge of the kernel has 1,023 ports.
  if (!containers.length || containers.some(n => !Number.isInteger(n) || n < 1 || n > 1000)) {
    refuse('-n wants whole numbers from 1 to 1000');
  }
  const repeats = Number(values.repeats);
  if (!Number.isInteger(repeats) || repeats < 1) refuse('-r wants a whole number from 1 on');
  return { containers, repeats, peers: choosePeers(values.peers) };
}

function choosePeers(named) {
  if (named === undefined) return Object.keys(peers).filter(name => !peers[name].missing());
  const chosen = words(named);
  for (const name of chosen) {
    if (!Object.hasOwn(peers, name)) refuse(`There is no peer ${name}`);
    const missing = peers[name].missing();
    if (missing) refuse(`${name} cannot be measured here: ${missing}`);
  }
  if (!chosen.length) refuse('-p names no peer');
  return chosen;
}
