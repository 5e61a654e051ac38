/** The order of `autostart`. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { selectAutostart } from '../../src/app/autostart-order.js';
import type { Autostart, Container, Project } from '../../src/model/project.js';

const container = (name: string, autostart?: Partial<Autostart>) =>
  ({
    name,
    ...(autostart && { autostart: { order: 0, delayMs: 0, groups: [], ...autostart } }),
  }) as unknown as Container;

const project = {
  containers: [
    container('never'),
    container('late', { order: 10, groups: ['net', 'web'] }),
    container('b', { order: 1, delayMs: 2000, groups: ['net'] }),
    container('a', { order: 1, groups: ['net'] }),
    container('first', { order: -1, groups: ['web'] }),
    container('alone', { order: 7 }),
  ],
} as unknown as Project;

const select = (options: { groups?: string[]; all?: boolean; ignoreAuto?: boolean }) =>
  selectAutostart(project, { action: 'start', groups: [], all: false, ignoreAuto: false, ...options }).map(
    each => each.container,
  );

test('without groups those in none', () => assert.equal(select({}), ['alone']));

test('groups in the order that is asked for, in each by order and then by name', () => {
  assert.equal(select({ groups: ['net'] }), ['a', 'b', 'late']);
  assert.equal(select({ groups: ['web', 'net'] }), ['first', 'late', 'a', 'b']);
  assert.equal(select({ groups: ['', 'web'] }), ['alone', 'first', 'late']);
  assert.equal(select({ groups: ['nobody'] }), []);
});

test('all of them whatever their groups, and those without the key where it is ignored', () => {
  assert.equal(select({ all: true }), ['first', 'a', 'b', 'alone', 'late']);
  assert.equal(
    select({ all: true, ignoreAuto: true }),
    ['first', 'a', 'b', 'never', 'alone', 'late'].sort(byOrder),
  );
  assert.equal(select({ ignoreAuto: true }), ['never', 'alone']);
});

function byOrder(left: string, right: string): number {
  const order = (name: string) => project.containers.find(each => each.name === name)!.autostart?.order ?? 0;
  return order(left) - order(right) || (left < right ? -1 : 1);
}

test.run();
