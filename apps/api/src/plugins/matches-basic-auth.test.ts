import { expect, test } from 'vitest';
import { matchesBasicAuth } from './matches-basic-auth.ts';

const expected = { user: 'ops', password: { reveal: () => 'pässword:1' } };
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test('accepts user and password, even with colons and umlauts', () => {
  expect(matchesBasicAuth(basic('ops:pässword:1'), expected)).toBe(true);
});

test.each([
  undefined,
  '',
  'Basic',
  'Bearer ops:pässword:1',
  'Basic !!!',
  basic(''),
  basic('ops'),
  basic('ops:'),
  basic('ops:pässword'),
  basic('OPS:pässword:1'),
])('rejects %j', (header) => {
  expect(matchesBasicAuth(header, expected)).toBe(false);
});
