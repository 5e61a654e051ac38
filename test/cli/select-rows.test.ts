import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ContainerRow } from '../../src/app/contract.js';
import { parseFilters, rowTemplate } from '../../src/cli/select-rows.js';

const row = (name: string, state: ContainerRow['state'], health: ContainerRow['health'] = 'none') =>
  ({
    project: 'lab',
    name,
    state,
    health,
    pid: 7,
    restarts: 0,
    addresses: [],
    ports: [],
    command: 'sh',
  }) as unknown as ContainerRow;
const rows = [row('web-1', 'RUNNING', 'healthy'), row('web-2', 'FROZEN'), row('db', 'STOPPED')];
const chosen = (...filters: string[]) => rows.filter(parseFilters(filters)).map(each => each.name);

test('filters of one key are alternatives, keys are all asked', () => {
  assert.equal(chosen(), ['web-1', 'web-2', 'db']);
  assert.equal(chosen('state=running', 'status=FROZEN'), []);
  assert.equal(chosen('state=running', 'state=frozen'), ['web-1', 'web-2']);
  assert.equal(chosen('name=^web', 'health=healthy'), ['web-1']);
  for (const wrong of ['colour=red', 'name', 'name=(']) assert.throws(() => parseFilters([wrong]));
});

test('a template has fields, tabs and nothing else', () => {
  assert.is(rowTemplate('{{.Name}}\\t{{ .State }}!')(rows[0]!), 'web-1\tRUNNING!\n');
  assert.throws(() => rowTemplate('{{.Nothing}}'), /no field \.Nothing/);
  assert.throws(() => rowTemplate('{{if .Name}}'), /is not a template/);
});

test.run();
