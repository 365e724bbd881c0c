import { expect, test } from 'vitest';
import { withoutCredentials } from './without-credentials.ts';

test.each([
  ['https://me:canary@pictures.example/a.png', 'https://pictures.example/a.png'],
  ['https://canary@pictures.example/a.png', 'https://pictures.example/a.png'],
  ['https://me:can@ary@pictures.example/a.png', 'https://pictures.example/a.png'],
  ['https://b.s3.example/a.png?X-Amz-Credential=canary&X-Amz-Signature=canary', 'https://b.s3.example/a.png'],
  ['https://b.oss.example/a.png?OSSAccessKeyId=canary&Expires=1', 'https://b.oss.example/a.png'],
  ['https://pictures.example/a.png?id=7&t=canary#canary', 'https://pictures.example/a.png'],
  ['https://pictures.example:8443/雨/a.png', 'https://pictures.example:8443/%E9%9B%A8/a.png'],
])('of %s only %s is kept', (address, kept) => {
  expect(withoutCredentials(address)).toBe(kept);
});

test('text that is no address is not kept', () => {
  expect(withoutCredentials('me:canary@')).toBeNull();
});
