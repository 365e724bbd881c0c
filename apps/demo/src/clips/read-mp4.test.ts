import { expect, test } from 'vitest';
import { readMp4 } from './read-mp4.ts';

function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

function movieHeader(timescale: number, duration: number): Buffer {
  const header = Buffer.alloc(100);
  header.writeUInt32BE(timescale, 12);
  header.writeUInt32BE(duration, 16);
  return box('mvhd', header);
}

const clip = (): Buffer =>
  Buffer.concat([
    box('ftyp', Buffer.from('isom')),
    box('moov', movieHeader(1000, 10_000), box('trak', Buffer.from('....vide'))),
    box('mdat', Buffer.alloc(64)),
  ]);

test('reads the duration and finds the video track', () => {
  expect(readMp4(clip())).toEqual({ durationSeconds: 10, hasVideo: true });
});

test('refuses a clip cut at any byte', () => {
  const whole = clip();
  for (let length = 0; length < whole.length; length += 1) {
    expect(() => readMp4(whole.subarray(0, length))).toThrow(/^it |^its /);
  }
});

test('refuses a web page named as a clip', () => {
  expect(() => readMp4(Buffer.from('<html><body>502 Bad Gateway</body></html>'))).toThrow('cut off');
});
