import { expect, test } from 'vitest';
import { isPublicAddress } from './is-public-address.ts';

test.for(['1.1.1.1', '47.100.1.2', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.for([
  '127.0.0.1',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '168.63.129.16',
  '::ffff:168.63.129.16',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '::127.0.0.1',
  '::7f00:1',
  '::a00:1',
  '::8.8.8.8',
  '::ffff:0:8.8.8.8',
  '64:ff9b:1::a00:1',
  'fec0::1',
  '4000::1',
  'fe80::1',
  'fc00::1',
  'localhost',
  '',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});
