import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { needsManyNeighbours, neighbourWarnings } from '../../src/model/neighbours.js';
import type { Project } from '../../src/model/project.js';

const project = (count: number, ...addresses: string[]) =>
  ({
    networks: [{ name: 'br0' }],
    containers: Array.from({ length: count }, () => ({ nics: [{ network: 'br0', addresses }] })),
  }) as unknown as Project;
const kernelDefault = { ipv4: 1024, ipv6: 1024 };

test('a table that the addresses fill is told of, with the command that widens it', () => {
  const [warning, ...others] = neighbourWarnings(project(1000, '10.0.0.2/16'), kernelDefault);
  assert.is(others.length, 0);
  assert.match(warning!, '1000 addresses on bridges need about 2001 entries');
  assert.match(warning!, 'holds 1024');
  assert.match(warning!, 'sysctl -w net.ipv4.neigh.default.gc_thresh3=4096');
});

test('each protocol has a table of its own', () => {
  const warnings = neighbourWarnings(project(600, '10.0.0.2/16', 'fd00::2/64'), { ipv4: 4096, ipv6: 1024 });
  assert.is(warnings.length, 1);
  assert.match(warnings[0]!, 'net.ipv6.neigh.default.gc_thresh3');
});

test('nothing is said where the table is large enough or not known, and nothing read for few NICs', () => {
  assert.equal(neighbourWarnings(project(511, '10.0.0.2/16'), kernelDefault), []);
  assert.is(neighbourWarnings(project(512, '10.0.0.2/16'), kernelDefault).length, 1);
  assert.equal(neighbourWarnings(project(9000, '10.0.0.2/16'), { ipv4: null, ipv6: null }), []);
  assert.not.ok(needsManyNeighbours(project(399)));
  assert.ok(needsManyNeighbours(project(400)));
});

test.run();
