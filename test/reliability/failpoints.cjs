/**
 * Loaded before lxc-compose (NODE_OPTIONS=--require) it counts every call by which the program changes something, and
 * ends it, fails it or delays it at one of them. The program itself knows nothing of it, so that no step can be forgotten
 * and none is there for users.
 *
 * FAILPOINT=<what>=<action>, several separated by `;`. what: a number (of the step), or a name and optionally a number
 * (`fs.renameSync`, `fs.renameSync:3`). action: kill, error(ERRNO), delay(MILLISECONDS), or count(FILE), which writes the
 * names of all steps into a file.
 */
'use strict';
const fs = require('node:fs');
const net = require('node:net');
const childProcess = require('node:child_process');
const Module = require('node:module');
const { constants } = require('node:os');

const rules = (process.env.FAILPOINT ?? '').split(';').flatMap(text => {
  const match = /^([\w.*]+)(?::(\d+))?=(kill|error|delay|count)(?:\(([^)]*)\))?$/.exec(text.trim());
  if (!match) return [];
  const [, what, number, action, argument] = match;
  return [{ what, number: number === undefined ? null : Number(number), action, argument }];
});
const { openSync, writeSync, closeSync } = fs;
const counts = new Map();
let steps = 0;

function step(name) {
  steps += 1;
  const seen = (counts.get(name) ?? 0) + 1;
  counts.set(name, seen);
  for (const { what, number, action, argument } of rules) {
    const hit = /^\d+$/.test(what)
      ? Number(what) === steps
      : (what === '*' || what === name) && (number === null || number === seen);
    if (!hit) continue;
    if (action === 'kill') process.kill(process.pid, 'SIGKILL');
    // The signal comes when the kernel is left; until then nothing may happen.
    if (action === 'kill') for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    if (action === 'delay') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(argument));
    if (action === 'count') append(argument, `${name}\n`);
    if (action === 'error') {
      const error = new Error(`${argument}: injected, ${name}`);
      error.code = argument;
      error.errno = -(constants.errno[argument] ?? 5);
      error.syscall = name.replace(/^.*\./, '').replace(/Sync$/, '');
      throw error;
    }
  }
}

function append(path, text) {
  const file = openSync(path, 'a');
  writeSync(file, text);
  closeSync(file);
}

/** @param changes tells from the arguments whether this call changes anything */
function wrap(owner, room, name, changes = () => true) {
  const inner = owner[name];
  owner[name] = function (...given) {
    if (changes(...given)) step(`${room}.${name}`);
    return inner.apply(this, given);
  };
}

const forWriting = (_path, flags = 'r') =>
  typeof flags === 'number' ? (flags & 0o1103) !== 0 : !/^rs?$/.test(flags);
/** What is said to the user changes nothing. */
const notOutput = descriptor => descriptor !== 1 && descriptor !== 2;

for (const name of [
  'mkdirSync',
  'rmSync',
  'rmdirSync',
  'unlinkSync',
  'renameSync',
  'linkSync',
  'symlinkSync',
  'chmodSync',
  'chownSync',
  'fsyncSync',
  'ftruncateSync',
])
  wrap(fs, 'fs', name);
wrap(fs, 'fs', 'openSync', forWriting);
const { writeFileSync } = fs;
/** In its two steps: between them the file is there and empty. */
fs.writeFileSync = (file, data, options) => {
  step('fs.writeFileSync');
  if (typeof file === 'number') return writeFileSync(file, data, options);
  const { flag = 'w', mode = 0o666 } = typeof options === 'object' && options !== null ? options : {};
  const descriptor = openSync(file, flag, mode);
  try {
    step('fs.writeFileSync.opened');
    writeFileSync(descriptor, data);
  } finally {
    closeSync(descriptor);
  }
};
wrap(fs, 'fs', 'writeSync', notOutput);
wrap(net.Socket.prototype, 'socket', 'write');
wrap(childProcess, 'process', 'spawn');

const load = Module._extensions['.node'];
Module._extensions['.node'] = (module, file) => {
  load(module, file);
  // Functions of an addon cannot be replaced in place.
  module.exports = { ...module.exports };
  for (const name of ['spawnMonitor', 'connectAndSend', 'requestMany', 'signalProcess'])
    wrap(module.exports, 'native', name);
};
