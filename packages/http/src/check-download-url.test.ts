import { expect, test } from 'vitest';
import { isPrivateAllowed } from './check-download-url.ts';

const allowed = (origin: string, url: string): boolean =>
  isPrivateAllowed(new URL(url), { allowedPrivateOrigins: [origin] });

test.each([
  ['http://10.0.0.5:4010', 'http://10.0.0.5:4010/clips/1.mp4'],
  ['http://10.0.0.5', 'http://10.0.0.5:80/1.mp4'],
  ['https://clips.internal', 'https://CLIPS.internal:443/1.mp4'],
  ['http://[fd00::1]:4010', 'http://[fd00:0::1]:4010/1.mp4'],
])('the exemption of %s covers %s', (origin, url) => {
  expect(allowed(origin, url)).toBe(true);
});

test.each([
  ['http://10.0.0.5:4010', 'http://10.0.0.5:6379/'],
  ['http://10.0.0.5:4010', 'http://10.0.0.5/'],
  ['http://10.0.0.5', 'https://10.0.0.5/'],
  ['http://10.0.0.5:4010', 'http://10.0.0.6:4010/'],
  ['http://clips.internal:4010', 'http://clips.internal.:4010/'],
  ['no origin', 'http://10.0.0.5/'],
])('the exemption of %s does not cover %s', (origin, url) => {
  expect(allowed(origin, url)).toBe(false);
});
