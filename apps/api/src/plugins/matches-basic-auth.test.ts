import { expect, test } from 'vitest';
import { matchesBasicAuth } from './matches-basic-auth.ts';

const expected = { user: 'ops', password: { reveal: () => 'pässword:1' } };
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test('lets in who knows user and password, colons and umlauts included', () => {
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
])('does not let in %j', (header) => {
  expect(matchesBasicAuth(header, expected)).toBe(false);
});
