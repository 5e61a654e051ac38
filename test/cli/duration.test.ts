import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDuration, parseDuration, parseMoment } from '../../src/cli/duration.js';

test('durations are seconds, or Go’s form', () => {
  assert.is(parseDuration('10', '-t'), 10_000);
  assert.is(parseDuration('0', '-t'), 0);
  assert.is(parseDuration('1.5', '-t'), 1500);
  assert.is(parseDuration('1m30s', '-t'), 90_000);
  assert.is(parseDuration('250ms', '-t'), 250);
  assert.is(parseDuration('1.5h', '-t'), 5_400_000);
  for (const wrong of ['', 'x', '-1', '10x', '1m30', 's', '1e3', '10 s'])
    assert.throws(() => parseDuration(wrong, '-t'), /-t is a time/);
});

test('moments are relative, RFC 3339, or seconds since 1970', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');
  assert.is(parseMoment('10m', '--since', now), BigInt(now - 600_000) * 1_000_000n);
  assert.is(parseMoment('2026-01-01T11:00:00Z', '--since', now), BigInt(now - 3_600_000) * 1_000_000n);
  assert.is(
    parseMoment('2026-01-01T12:00:00.123456789+01:00', '--since', now),
    BigInt(now - 3_600_000) * 1_000_000n + 123456789n,
  );
  assert.is(parseMoment('1767225600.5', '--since', now), 1767225600500000000n);
  assert.is(parseMoment('2026-01-01', '--since', now), BigInt(new Date(2026, 0, 1).getTime()) * 1_000_000n);
  for (const wrong of ['yesterday', '2026-13-01', '10', '2026-01-01T99:00:00Z']) {
    assert.throws(() => parseMoment(wrong, '--since', now), /--since is a time/);
  }
});

test('how long something took is told in the unit that people would use', () => {
  assert.equal([0, 350, 9_949, 12_000, 119_000, 125_000, 7_300_000, 200_000_000].map(formatDuration), [
    '0.0 s',
    '0.3 s',
    '9.9 s',
    '12 s',
    '119 s',
    '2 min',
    '2 h',
    '2 d',
  ]);
});

test.run();
