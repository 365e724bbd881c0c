import { expect, test } from 'vitest';
import { findVendors } from './find-vendors.ts';

const found = (text: string) => findVendors([{ path: 'a.ts', text }]);

test.each(['// as Sora does', "'grok-imagine-video'", 'AIHUBMIX_API_KEY', "'nano-banana-pro'"])(
  'finds a vendor in %s',
  (text) => expect(found(text)).toEqual([expect.stringContaining('a.ts names')]),
);

test.each(['the final replica', 'wander', 'a taxi'])('takes no ordinary words for one: %s', (text) => {
  expect(found(text)).toEqual([]);
});
