import type { HttpClient } from '@cineflow/http';
import { describe, expect, test } from 'vitest';
import { fetchPicture, toBase64 } from './fetch-picture.ts';

/** A picture that came with the request is never fetched. */
const http = {
  download: () => Promise.reject(new Error('the network was asked')),
} as unknown as HttpClient;

describe('a picture inside the request', () => {
  test('is taken from its data URI', async () => {
    const url = `data:image/png;base64,${Buffer.from('bytes').toString('base64')}`;
    const picture = await fetchPicture(http, url, { timeoutMs: 1000 });
    if ('kind' in picture) throw new Error('no picture');
    expect(picture.type).toBe('image/png');
    expect(Buffer.from(await toBase64(picture), 'base64').toString()).toBe('bytes');
  });

  test('is fetched where it is an address', async () => {
    const outcome = await fetchPicture(http, 'https://example.com/a.png', { timeoutMs: 1000 });
    expect(outcome).toMatchObject({ kind: 'not-sent', ownFault: true });
  });
});
