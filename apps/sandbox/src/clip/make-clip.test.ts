import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { expect, test } from 'vitest';
import { ORDER } from '../../test/clip-spec.ts';
import { ClipCache } from './clip-cache.ts';
import { makeClip } from './make-clip.ts';

test.for([
  ['horizontal', 10, 640, 360],
  ['vertical', 15, 360, 640],
  ['horizontal', 25, 640, 360],
] as const)(
  'a %s clip of %i s is an H.264 MP4 of that size and length',
  async ([resolution, durationSeconds, width, height]) => {
    const clip = makeClip({ ...ORDER, resolution, durationSeconds });
    using input = new Input({ source: new BufferSource(clip), formats: [MP4] });
    const track = await input.getPrimaryVideoTrack();
    expect(track).not.toBeNull();
    if (track === null) return;
    expect(await track.computeDuration()).toBe(durationSeconds);
    expect(await track.getCodecParameterString()).toBe('avc1.42c01e');
    const sizes: number[] = [];
    let keyFrames = 0;
    for await (const packet of new EncodedPacketSink(track).packets()) {
      sizes.push(packet.data.length);
      if (packet.type === 'key') keyFrames++;
      // One length-prefixed network unit fills the packet.
      expect(new DataView(packet.data.buffer, packet.data.byteOffset).getUint32(0)).toBe(
        packet.data.length - 4,
      );
    }
    expect([sizes.length, keyFrames]).toEqual([durationSeconds * 5, 1]);
    expect([track.codedWidth, track.codedHeight]).toEqual([width, height]);
  },
);

test('the same order gives the same bytes, another number others', () => {
  expect(makeClip(ORDER).equals(makeClip(ORDER))).toBe(true);
  expect(makeClip(ORDER).equals(makeClip({ ...ORDER, number: 13 }))).toBe(false);
});

test('a prompt of any length and any characters makes a clip', () => {
  for (const prompt of [
    '',
    '长'.repeat(20_000),
    'x'.repeat(20_000),
    '\u0000\uD800\u{10FFFF}\n\n\t',
    'a\n'.repeat(500),
  ]) {
    expect(makeClip({ ...ORDER, prompt }).length).toBeGreaterThan(10_000);
  }
});

test('the cache stays within its limit and makes a dropped clip again', () => {
  const size = makeClip(ORDER).length;
  const cache = new ClipCache(size * 2.5);
  const first = cache.read(ORDER);
  expect(cache.read(ORDER)).toBe(first);
  for (const operationId of ['b', 'c', 'd']) cache.read({ ...ORDER, operationId });
  expect(cache.sizeBytes).toBeLessThanOrEqual(size * 2.5);
  const again = cache.read(ORDER);
  expect(again).not.toBe(first);
  expect(again.equals(first)).toBe(true);
});
