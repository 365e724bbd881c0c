import { expect, test } from 'vitest';
import { proxyFor } from './proxy-for.ts';

const proxies = { http: 'http://p:1', https: 'http://p:2' };

test('takes the proxy of the scheme', () => {
  expect(proxyFor(new URL('http://a.example'), proxies)).toBe('http://p:1');
  expect(proxyFor(new URL('https://a.example'), proxies)).toBe('http://p:2');
  expect(proxyFor(new URL('https://a.example'), { http: 'http://p:1' })).toBeUndefined();
  expect(proxyFor(new URL('https://a.example'), undefined)).toBeUndefined();
});

test.for([
  ['https://a.example', '*', true],
  ['https://a.example', 'a.example', true],
  ['https://A.EXAMPLE', 'A.Example', true],
  ['https://b.a.example', 'a.example', true],
  ['https://b.a.example', '.a.example', true],
  ['https://b.a.example', '*.a.example', true],
  ['https://ba.example', 'a.example', false],
  ['https://a.example', 'b.a.example', false],
  ['https://a.example', 'a.example:443', true],
  ['https://a.example:8443', 'a.example:443', false],
  ['http://127.0.0.1:4010', '127.0.0.1', true],
  ['http://[::1]:4010', '::1', true],
  ['http://[::1]:4010', '[::1]', true],
  ['https://a.example', '', false],
] as const)('%s with NO_PROXY %s goes directly: %s', ([url, pattern, isDirect]) => {
  const proxy = proxyFor(new URL(url), { ...proxies, exceptHosts: [pattern] });
  expect(proxy === undefined).toBe(isDirect);
});
