import type { GenerationRequest } from '@cineflow/core';
import { PictureGoneError, type Pictures } from '@cineflow/platform';
import type { Provider } from '@cineflow/providers';
import { describe, expect, test } from 'vitest';
import { reachPictures } from './reach-pictures.ts';

const SHA = 'a'.repeat(64);
const provider = { id: 'p' } as Provider;
const request = (url: string): GenerationRequest => ({
  model: 'm',
  prompt: 'p',
  inputs: [{ role: 'first-frame', url, sha256: SHA }],
  durationSeconds: 5,
  aspectRatio: '16:9',
});

/** Pictures of which each is sent by this address, or fails. */
const picturesOf = (addressFor: Pictures['addressFor']): Pictures => ({
  wayTo: () => 'route',
  addressFor,
  isSigned: async () => false,
});

/** The request as the provider gets it; nothing but its pictures is asked. */
function reach(pictures: Pictures, given: GenerationRequest) {
  const unused = null as never;
  const context = { pictures, book: unused, store: unused, assets: unused };
  return reachPictures(context, { provider, takeId: 's-1-1', request: given });
}

describe('the pictures of a create', () => {
  test('get an address the provider can fetch', async () => {
    const pictures = picturesOf(async (_, sha256) => `https://c.example.com/media/${sha256}`);
    expect(await reach(pictures, request(`asset:${SHA}`))).toEqual(
      request(`https://c.example.com/media/${SHA}`),
    );
  });

  test('stay as they are where they have one', async () => {
    const pictures = picturesOf(() => Promise.reject(new Error('asked')));
    const given = request('https://example.com/a.png');
    expect(await reach(pictures, given)).toBe(given);
  });

  test('end the take where one was removed: nothing was sent', async () => {
    const pictures = picturesOf(() => Promise.reject(new PictureGoneError('it was removed')));
    expect(await reach(pictures, request(`asset:${SHA}`))).toMatchObject({
      kind: 'refused',
      refusal: 'invalid',
      message: 'it was removed',
      evidence: { bytesWritten: 0 },
    });
  });

  test('are read again later where the store is away', async () => {
    const pictures = picturesOf(() => Promise.reject(new Error('the disk is away')));
    expect(await reach(pictures, request(`asset:${SHA}`))).toMatchObject({
      kind: 'not-sent',
      ownFault: true,
      message: 'a picture cannot be read: the disk is away',
    });
  });
});
