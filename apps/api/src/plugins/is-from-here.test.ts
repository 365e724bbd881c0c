import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { isFromHere } from './is-from-here.ts';

test.each<[string, { host?: string; from?: string; version?: string; more?: object }, boolean]>([
  ['a browser of this machine', {}, true],
  ['a browser by IPv6', { host: '[::1]:8080', from: '::1' }, true],
  ['another machine', { from: '203.0.113.7' }, false],
  ['another name', { host: 'example.test' }, false],
  ['a proxy that names the client', { more: { 'x-forwarded-for': '203.0.113.7' } }, false],
  ['a proxy that names itself', { more: { via: '1.1 proxy' } }, false],
  ['nginx without settings', { version: '1.0' }, false],
])('%s', (_, { host = 'localhost:8080', from = '127.0.0.1', version = '1.1', more }, isHere) => {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: from });
  expect(isFromHere({ headers: { host, ...more }, socket, raw: { httpVersion: version } })).toBe(isHere);
});
