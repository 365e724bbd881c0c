import { expect, test } from 'vitest';
import { isPrivateHost } from './private-host.ts';

const hostOf = (address: string) => new URL(`http://${address}/a.png`).hostname;

test.each([
  'localhost',
  'LOCALHOST.',
  'a.localhost',
  'minio',
  'nas.local',
  'db.internal',
  'host.docker.internal',
  'pc.lan',
  '127.0.0.1',
  '127.1',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.20',
  '169.254.169.254',
  '0.0.0.0',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '１２７.0.0.1',
  '127.0.0.1.',
  '3232235777',
  '168.63.129.16',
  '100.64.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  'router.home.arpa',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:8.8.8.8]',
  '[::127.0.0.1]',
  '[fe80::1]',
  '[fd00::1]',
  '[fec0::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001::1]',
  '[2001:db8::1]',
  '[ff02::1]',
  '[100::1]',
])('%s cannot be reached from outside', (address) => {
  expect(isPrivateHost(hostOf(address))).toBe(true);
});

test.each([
  'example.com',
  'x.example',
  'localhost.example.com',
  'mylocal.cn',
  'internal.example.com',
  'b.oss.example.com',
  '8.8.8.8',
  '172.32.0.1',
  '192.169.0.1',
  '100.128.0.1',
  '134744072',
  '[2606:4700::1111]',
  '[2400:3200::1]',
])('%s can', (address) => {
  expect(isPrivateHost(hostOf(address))).toBe(false);
});
