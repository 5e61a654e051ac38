/** A changed secret is a change of its containers, told without its hash. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ProvidedFile } from '../../src/model/provided.js';
import { mountKind } from '../../src/reconcile/kinds/mount.js';
import { projectOf } from '../spec/specs.js';

const text = `
configs: {a: {content: one}}
containers: {web: {rootfs: host, command: x, configs: [a]}, other: {rootfs: host, command: x}}
`;

async function desire(change: Partial<ProvidedFile>) {
  const project = await projectOf(text);
  Object.assign(project.containers[0]!.files[0]!, change);
  return mountKind.desire(project);
}

test('each file is a part of its container only', async () => {
  assert.equal(
    (await desire({})).map(each => [each.id, each.container]),
    [['containers.web.configs./a', 'web']],
  );
});

test('another content, owner or mode restarts; the content is not shown, nor its hash', async () => {
  const [before] = await desire({ sha256: 'aaaa' });
  const diff = async (change: Partial<ProvidedFile>) =>
    mountKind.diff((await desire({ sha256: 'aaaa', ...change }))[0]!, before!);
  assert.equal(await diff({}), []);
  assert.equal(await diff({ sha256: 'bbbb' }), [
    { attribute: 'content', from: 'as the container has it', to: 'changed', disruption: 'restart' },
  ]);
  assert.equal(await diff({ mode: 0o400, uid: 1 }), [
    { attribute: 'mode', from: '0444', to: '0400', disruption: 'restart' },
    { attribute: 'uid', from: 0, to: 1, disruption: 'restart' },
  ]);
});

test.run();
