import { expect, test } from 'vitest';
import { redisRefusal } from './redis-refusal.ts';

test.each([
  ["NOPERM User canary has no permissions to run the 'info' command", /may not run INFO.*\+info/],
  ["NOPERM User canary has no permissions to run the 'config|get' command", /may not run CONFIG\|GET/],
  ["NOPERM this user has no permissions to run the 'eval' command or its subcommand", /may not run EVAL/],
  ["ERR The user executing the script can't run this command or subcommand script: 74b6", /may not run INFO/],
  ["ERR The user executing the script can't access at least one of the keys mentioned", /keys below/],
  ['NOPERM No permissions to access a key', /keys below CINEFLOW_PREFIX/],
  ['WRONGPASS invalid username-password pair or user is disabled.', /user and password of REDIS_URL/],
  ['NOAUTH Authentication required.', /asks for a password/],
])('%s comes with a fix', (message, sentence) => {
  expect(redisRefusal(new Error(message))).toMatch(sentence);
  expect(redisRefusal(new Error('outer', { cause: new Error(message) }))).not.toMatch(/canary/);
});

test.each([new Error('ECONNREFUSED'), new Error('OOM command not allowed'), 'NOPERM', null])(
  '%s is no refusal',
  (error) => {
    expect(redisRefusal(error)).toBeNull();
  },
);
