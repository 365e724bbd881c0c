import { expect, test } from 'vitest';
import { isOfOutage, redisOutage } from './redis-outage.ts';

test.each([
  new Error('Command timed out'),
  new Error("Stream isn't writeable and enableOfflineQueue options is false"),
  new Error('Connection is closed.'),
  Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
])('%s means that Redis does not answer', (error) => {
  expect(redisOutage(error)).toEqual({ cause: 'Redis does not answer.', isReadable: false });
});

test.each([
  ["OOM command not allowed when used memory > 'maxmemory'.", /full.*maxmemory/, true],
  ['MISCONF Errors writing to the AOF file', /disk/, true],
  ["READONLY You can't write against a read only replica.", /read-only replica/, true],
  ['ERR Error running script: @user_script:3: -READONLY You', /read-only replica/, true],
  [
    'UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)',
    /became a replica/,
    true,
  ],
  ['LOADING Redis is loading the dataset in memory', /loading/, false],
  [
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    /lost its primary/,
    false,
  ],
  ['NOAUTH Authentication required.', /password/, false],
])('%s has a cause of its own', (message, cause, isReadable) => {
  const said = { cause: expect.stringMatching(cause), isReadable };
  expect(redisOutage(new Error(message))).toEqual(said);
  expect(redisOutage(new Error('job was not added', { cause: new Error(message) }))).toEqual(said);
});

test.each([new Error('WRONGTYPE Operation against a key'), new TypeError('x is undefined'), 'text', null])(
  '%s is no outage',
  (error) => {
    expect(redisOutage(error)).toBeNull();
  },
);

test.each([
  ['Command timed out', true],
  ['could not renew lock for job sb_1-1-1', true],
  ['Missing lock for job sb_1-1-1. moveToDelayed', true],
  ['Missing key for job sb_1-1-1. moveToDelayed', false],
])('%s follows from an outage: %s', (message, expected) => {
  expect(isOfOutage(new Error(message))).toBe(expected);
});
