import { expect, test } from 'vitest';
import { isRedisOutage } from './is-redis-outage.ts';

test.each([
  new Error('Command timed out'),
  new Error("Stream isn't writeable and enableOfflineQueue options is false"),
  new Error('Connection is closed.'),
  new Error('MISCONF Errors writing to the AOF file'),
  new Error("OOM command not allowed when used memory > 'maxmemory'."),
  Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
  new Error('job was not added', { cause: new Error('LOADING Redis is loading the dataset in memory') }),
])('%s is an outage', (error) => {
  expect(isRedisOutage(error)).toBe(true);
});

test.each([new Error('WRONGTYPE Operation against a key'), new TypeError('x is undefined'), 'text', null])(
  '%s is none',
  (error) => {
    expect(isRedisOutage(error)).toBe(false);
  },
);
