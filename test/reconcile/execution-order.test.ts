import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Operation } from '../../src/model/operation.js';
import { inExecutionOrder } from '../../src/reconcile/execution-order.js';

const operation = (id: string, ...dependsOn: string[]) => ({ id, dependsOn }) as unknown as Operation;
const order = (...operations: Operation[]) => inExecutionOrder(operations).map(each => each.id);

test('an operation comes behind everything that it needs, else they stay as they are', () => {
  const given = [operation('nic', 'bridge', 'container'), operation('bridge'), operation('start', 'nic')];
  assert.equal(order(...given, operation('container', 'stop'), operation('stop')), [
    'bridge',
    'stop',
    'container',
    'nic',
    'start',
  ]);
});

test('what it needs and the plan does not have is passed over', () => {
  assert.equal(order(operation('a', 'elsewhere'), operation('b')), ['a', 'b']);
});

test('every operation comes once, also behind a chain of ten thousand', () => {
  const chain = Array.from({ length: 10_000 }, (_, index) => operation(`c${index}`, `c${index + 1}`));
  const ids = order(...chain);
  assert.is(new Set(ids).size, 10_000);
  assert.is(ids[0], 'c9999');
});
test.run();
