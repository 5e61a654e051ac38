import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderProblem } from '../../src/cli/render-problem.js';
import { asProblem } from '../../src/model/as-problem.js';

const told = (error: unknown) => renderProblem(asProblem(error), '/');

test('a system error is one sentence with call, errno and path', () => {
  const error = Object.assign(new Error('ENOENT: No such file or directory, open'), {
    code: 'ENOENT',
    syscall: 'open',
    path: '/srv/x',
  });
  assert.is(told(error), 'open failed (open: ENOENT no such file or directory, /srv/x).\n');
  assert.is(asProblem(error).exitCode, 1);
});

test('any other error is a fault of ours, without the word Error twice', () => {
  for (const thrown of [new Error('odd'), 'odd'])
    assert.match(told(thrown), /^internal error: odd\.\n {2}This is a fault of lxc-compose/);
});

test.run();
