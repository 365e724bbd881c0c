import { expect, test } from 'vitest';
import { redact } from './redact.ts';

test.for([
  ['a key sora-123 in a sentence', 'a key [redacted] in a sentence'],
  ['quoted sk%2Fa%2Bb== and sk/a+b==', 'quoted [redacted]== and [redacted]=='],
  ['Authorization: Bearer abc.def-ghi', 'Authorization: [redacted]'],
  ['{"authorization":"Basic dXNlcjpwYXNz","a":1}', '{"authorization":"[redacted]","a":1}'],
  ['sent with bearer abcdefgh12345', 'sent with bearer [redacted]'],
  ['http://user:pass@proxy:3128/', 'http://[redacted]@proxy:3128/'],
  ['https://oss.example/a.mp4?Signature=x&Expires=1#t', 'https://oss.example/a.mp4?[redacted]#t'],
  ['see "https://a.example/b?c=d", then go', 'see "https://a.example/b?[redacted]", then go'],
  [
    'https://a.example/http://u:p@b.example/?x=http://c/d',
    'https://a.example/http://[redacted]@b.example/?[redacted]',
  ],
  ['no secret here?', 'no secret here?'],
] as const)('%s', ([text, clean]) => {
  expect(redact(text, ['sora-123', 'sk/a+b'])).toBe(clean);
});

test('a secret that contains another one is removed whole', () => {
  expect(redact('key-long and key', ['key', 'key-long'])).toBe('[redacted] and [redacted]');
});

test('an empty secret removes nothing', () => {
  expect(redact('text', [''])).toBe('text');
});

test('stays fast on a megabyte of hostile text', () => {
  const startedAtMs = performance.now();
  redact(`${'a://'.repeat(100_000)}${'authorization '.repeat(20_000)}`, []);
  expect(performance.now() - startedAtMs).toBeLessThan(5_000);
});
