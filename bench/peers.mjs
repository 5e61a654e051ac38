import { crun } from './peers/crun.mjs';
import { dockerCompose } from './peers/docker-compose.mjs';
import { floor } from './peers/floor.mjs';
import { lxcCompose } from './peers/lxc-compose.mjs';
import { lxcStart } from './peers/lxc-start.mjs';
import { node } from './peers/node.mjs';
import { nothing } from './peers/null.mjs';

/**
 * What can be measured. A peer has
 * - `missing()`: what this machine lacks for it, or undefined;
 * - `begin(room)`: once, not measured (a daemon); `prepare(room, n)`: before each sample, not measured (config files);
 * - `commands(room, n)`: what is measured: `up`, `down`, `exec(index)`, and `noop` and `ps` where it has such a thing;
 * - `processes`: a pattern of the command lines of the processes that it leaves running;
 * - `bare`: it starts nothing, only its time counts; `most`: do not ask it for more containers.
 */
export const peers = {
  null: nothing,
  node,
  floor,
  'lxc-compose': lxcCompose,
  'lxc-start': lxcStart,
  crun,
  docker: dockerCompose,
};
