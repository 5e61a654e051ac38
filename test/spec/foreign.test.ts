/** Files of the two older programs of the same name, and ours that look a little like them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { refuseForeign } from '../../src/spec/parse/foreign.js';
import { parseSpec } from '../../src/spec/parse/parse.js';

const judge = (text: string) => () => refuseForeign(parseSpec(text, 'lxc-compose.yml'), 'lxc-compose.yml');

for (const text of [
  'containers: {web: {template: ubuntu, release: jammy}}',
  'containers: {db: {rootfs: host}, web: {packages: [nginx]}}',
  'containers: {web: {template: alpine, includes: [nginx]}}',
  'containers: [{name: web, image: "ubuntu-minimal:22.04"}]',
]) {
  test(`${text} is of the one in Python`, () => {
    assert.throws(judge(text), /another program called lxc-compose: the one in Python/);
  });
}

for (const text of [
  'services: {web: {image: a, cpu: {cores: 2}}}',
  'services: {web: {image: a, network: {type: bridge}}}',
  'services: {db: {image: a}, web: {storage: {root: 10G}}}',
]) {
  test(`${text} is of the one in Go`, () => {
    assert.throws(judge(text), /another program called lxc-compose: the one in Go/);
  });
}

for (const text of [
  '',
  'containers: ',
  'containers: [web]',
  'containers: {web: {rootfs: host, template: small}}',
  'services: {web: {image: a, memory: 64M, networks: {br0: }}}',
  'x-packages: {containers: {web: {packages: [a]}}}',
]) {
  test(`${JSON.stringify(text)} is left to the other checks`, () => {
    assert.not.throws(judge(text));
  });
}

test.run();
