import { expect, test } from 'vitest';
import { hostNameOf, isOwnName } from './host-name.ts';

const isOwn = (authority: string, configured: string) => isOwnName(hostNameOf(authority), configured);

test.each([
  ['localhost:8080', '127.0.0.1'],
  ['LOCALHOST', '127.0.0.1'],
  ['localhost.', '127.0.0.1'],
  ['clips.localhost:8080', '127.0.0.1'],
  ['127.0.0.1:8080', 'localhost'],
  ['127.9.9.9', '127.0.0.1'],
  ['[::1]:8080', '127.0.0.1'],
  ['[::ffff:127.0.0.1]', '127.0.0.1'],
  ['studio.lan:8080', 'Studio.lan'],
  ['192.168.1.5:8080', '192.168.1.5'],
  ['[fd00::5]:8080', 'fd00::5'],
  ['192.168.1.5:8080', '0.0.0.0'],
  ['[fd00::5]:8080', '::'],
])('%s is ours with HOST=%s', (authority, configured) => {
  expect(isOwn(authority, configured)).toBe(true);
});

test.each([
  ['evil.example', '127.0.0.1'],
  ['evil.example', '0.0.0.0'],
  ['localhost.evil.example', '127.0.0.1'],
  ['127.0.0.1.evil.example:8080', '127.0.0.1'],
  ['localhost@evil.example', '127.0.0.1'],
  ['evil.example#localhost', '127.0.0.1'],
  ['evil.example/localhost', '127.0.0.1'],
  ['localhost:8080, evil.example', '127.0.0.1'],
  ['notlocalhost', '127.0.0.1'],
  ['192.168.1.5', '127.0.0.1'],
  ['192.168.1.6', '192.168.1.5'],
  ['0.0.0.0:8080', '127.0.0.1'],
  ['', '127.0.0.1'],
  [':8080', '127.0.0.1'],
  ['localhost:999999', '127.0.0.1'],
])('%j is not ours with HOST=%s', (authority, configured) => {
  expect(isOwn(authority, configured)).toBe(false);
});
