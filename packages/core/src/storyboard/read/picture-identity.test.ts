import { describe, expect, test } from 'vitest';
import { fingerprint } from '../plan/fingerprint.ts';
import { pictureIdentity } from './picture-identity.ts';

const URL = 'https://b.example.com/hero%20a.png';

/** How each store signs an address; what follows `|` stays. */
const SIGNED = [
  [
    'S3',
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F1&X-Amz-Date=1&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=s',
  ],
  ['S3 with a session', 'X-Amz-Security-Token=t&X-Amz-Credential=A&X-Amz-Signature=s'],
  ['S3, the older way', 'AWSAccessKeyId=A&Expires=1&Signature=s'],
  ['CloudFront', 'Policy=p&Signature=s&Key-Pair-Id=k'],
  [
    'COS',
    'q-sign-algorithm=sha1&q-ak=A&q-sign-time=1;2&q-key-time=1;2&q-header-list=host&q-url-param-list=&q-signature=s',
  ],
  ['COS with a session', 'q-ak=A&q-signature=s&x-cos-security-token=t'],
  ['OSS', 'OSSAccessKeyId=A&Expires=1&Signature=s%2B'],
  ['OSS with a session', 'Expires=1&Signature=s&security-token=t'],
  ['OSS, no key in sight', 'Expires=1790000000&Signature=AAA'],
  ['OSS 4', 'x-oss-signature-version=OSS4&x-oss-credential=A&x-oss-date=1&x-oss-expires=6&x-oss-signature=s'],
  [
    'TOS',
    'X-Tos-Algorithm=T&X-Tos-Credential=A&X-Tos-Date=1&X-Tos-Expires=6&X-Tos-SignedHeaders=host&X-Tos-Signature=s',
  ],
  [
    'GCS',
    'X-Goog-Algorithm=G&X-Goog-Credential=A&X-Goog-Date=1&X-Goog-Expires=6&X-Goog-SignedHeaders=host&X-Goog-Signature=s',
  ],
  ['GCS, the older way', 'GoogleAccessId=A&Expires=1&Signature=s'],
  ['Azure', 'sv=2024-11-04&st=1&se=2&sr=b&sp=r&spr=https&sig=s%3D'],
] as const;

describe('a picture', () => {
  test.each(SIGNED)('signed anew is the same: %s', (_, query) => {
    expect(pictureIdentity(`${URL}?${query}`)).toBe(URL);
    expect(pictureIdentity(`${URL}?versionId=3&${query}&w=a%2Fb#f`)).toBe(`${URL}?versionId=3&w=a%2Fb#f`);
  });

  test.each([
    URL,
    `${URL}?`,
    `${URL}?x-oss-process=image/resize,w_100`,
    `${URL}?Expires=1`,
    `${URL}?Signature=s`,
    `${URL}?sig=s`,
    `${URL}?sp=r&se=2&sv=1`,
    `${URL}?token=s&e=1`,
    `${URL}#?Expires=1&Signature=s`,
  ])('without a known signature is its address: %s', (url) => {
    expect(pictureIdentity(url)).toBe(url);
  });

  test('processed in another way, or of another version, is another one', () => {
    const signed = (query: string) => pictureIdentity(`${URL}?${query}&Expires=1&Signature=s`);
    expect(signed('x-oss-process=image/resize,w_1')).not.toBe(signed('x-oss-process=image/resize,w_2'));
    expect(signed('versionId=1')).not.toBe(signed('versionId=2'));
  });
});

test('a take whose picture was signed anew has the same fingerprint', () => {
  const target = { providerId: 'p', model: { id: 'm', enabled: true, modes: {} } };
  const request = { model: 'm', prompt: 'a', durationSeconds: 10, aspectRatio: '9:16' };
  const of = (url: string) => fingerprint(target, { ...request, inputs: [{ role: 'first-frame', url }] }, 1);
  expect(of(`${URL}?Expires=1&Signature=A`)).toBe(of(`${URL}?Expires=2&Signature=B`));
  expect(of(`${URL}?Expires=1&Signature=A`)).toBe(of(URL));
  expect(of(`${URL}?v=1`)).not.toBe(of(URL));
});
