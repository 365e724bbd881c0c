import { expect, test, vi } from 'vitest';
import { TestClient } from '../../test/client.ts';

async function download(
  link: string,
  headers: Record<string, string> = {},
): Promise<{ answer: Response; bytes: Buffer }> {
  const answer = await fetch(link, { headers, signal: AbortSignal.timeout(10_000) });
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
}

function startsAsMp4(bytes: Buffer): boolean {
  return bytes.toString('latin1', 4, 8) === 'ftyp';
}

test('a clip is whole, typed and has a stable tag', async () => {
  await using client = await TestClient.start();
  const link = await client.clip('雨夜');
  const { answer, bytes } = await download(link);
  expect(answer.status).toBe(200);
  expect(startsAsMp4(bytes)).toBe(true);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'accept-ranges': 'bytes',
    'content-length': String(bytes.length),
  });
  const again = await download(link);
  expect(again.answer.headers.get('etag')).toBe(answer.headers.get('etag'));
  expect(again.bytes.equals(bytes)).toBe(true);
  expect((await client.bill()).requests.downloads).toBe(2);
});

test('a turned clip is whole, and of the other orientation', async () => {
  await using client = await TestClient.start();
  const [right, turned] = [await client.clip('tall'), await client.clip('tall [[fault:clip-turned]]')];
  const sizeOf = ({ bytes }: { bytes: Buffer }) => {
    const track = bytes.indexOf('tkhd') + 4 + 76;
    return [bytes.readUInt16BE(track), bytes.readUInt16BE(track + 4)];
  };
  const found = [await download(right), await download(turned)];
  expect(found.map(sizeOf)).toEqual([
    [640, 360],
    [360, 640],
  ]);
  expect(startsAsMp4(found[1]?.bytes ?? Buffer.alloc(8))).toBe(true);
});

test('ranges are served, others answered with 416 or the whole clip', async () => {
  await using client = await TestClient.start();
  const link = await client.clip('a');
  const { answer: whole, bytes } = await download(link);
  const tag = whole.headers.get('etag') ?? '';
  const middle = await download(link, { range: 'bytes=100-199', 'if-range': tag });
  expect(middle.answer.status).toBe(206);
  expect(middle.answer.headers.get('content-range')).toBe(`bytes 100-199/${bytes.length}`);
  expect(middle.bytes.equals(bytes.subarray(100, 200))).toBe(true);
  expect((await download(link, { range: 'bytes=100-' })).bytes.equals(bytes.subarray(100))).toBe(true);
  expect((await download(link, { range: 'bytes=-50' })).bytes.equals(bytes.subarray(-50))).toBe(true);
  const beyond = await download(link, { range: `bytes=${bytes.length}-` });
  expect(beyond.answer.status).toBe(416);
  expect(beyond.answer.headers.get('content-range')).toBe(`bytes */${bytes.length}`);
  const other = await download(link, { range: 'bytes=100-', 'if-range': '"old"' });
  expect([other.answer.status, other.bytes.length]).toEqual([200, bytes.length]);
});

test('foreign links and links of unfinished tasks are refused', async () => {
  await using client = await TestClient.start();
  const link = await client.clip('a');
  expect((await download(link.replace('generation=1', 'generation=2'))).answer.status).toBe(403);
  expect((await download(link.replace(/signature=.*/, ''))).answer.status).toBe(403);
  expect((await download(`${client.sandbox.url}/files/nope.mp4`)).answer.status).toBe(403);
});

test('an expired link is replaced by the next poll', async () => {
  await using client = await TestClient.start({ linkTtlMs: '300' });
  const id = await client.accepted('a');
  const link = String((await client.poll(id)).data['video_url']);
  expect((await download(link)).answer.status).toBe(200);
  await vi.waitFor(async () => expect((await download(link)).answer.status).toBe(403));
  const fresh = String((await client.poll(id)).data['video_url']);
  expect(fresh).not.toBe(link);
  expect((await download(fresh)).answer.status).toBe(200);
});

test('clip-expired kills the link until the task is polled', async () => {
  await using client = await TestClient.start();
  const id = await client.accepted('a [[fault:clip-expired]]');
  const link = String((await client.poll(id)).data['video_url']);
  expect((await download(link)).answer.status).toBe(403);
  expect((await download(link)).answer.status).toBe(403);
  const fresh = String((await client.poll(id)).data['video_url']);
  expect((await download(fresh)).answer.status).toBe(200);
});

test('download faults replace the clip, once where ordered once', async () => {
  await using client = await TestClient.start();
  const spoiled = async (name: string): Promise<{ answer: Response; bytes: Buffer; right: Buffer }> => {
    const link = await client.clip(`a [[fault:${name} x1]]`);
    const first = await download(link);
    return { ...first, right: (await download(link)).bytes };
  };
  const html = await spoiled('clip-html');
  expect(html.answer.headers.get('content-type')).toContain('text/html');
  expect(html.answer.status).toBe(200);
  const noise = await spoiled('clip-noise');
  expect([noise.answer.status, noise.bytes.length]).toEqual([200, noise.right.length]);
  expect(startsAsMp4(noise.bytes)).toBe(false);
  const empty = await spoiled('clip-empty');
  expect([empty.answer.status, empty.bytes.length]).toEqual([200, 0]);
  const short = await spoiled('clip-short');
  expect(short.answer.headers.get('content-length')).toBe(String(short.bytes.length));
  expect(short.bytes.equals(short.right.subarray(0, short.right.length / 2))).toBe(true);
  expect((await spoiled('clip-403')).answer.status).toBe(403);
  for (const { right } of [html, noise, empty, short]) expect(startsAsMp4(right)).toBe(true);
});

test('clip-cut promises the whole length and ends the connection half-way', async () => {
  await using client = await TestClient.start();
  const link = await client.clip('a [[fault:clip-cut x1]]');
  const answer = await fetch(link);
  const promised = Number(answer.headers.get('content-length'));
  await expect(answer.arrayBuffer()).rejects.toThrow('terminated');
  expect((await download(link)).bytes.length).toBe(promised);
});

test('clip-slow takes its time and is right in the end', async () => {
  await using client = await TestClient.start({ slowBytesPerSecond: '400000' });
  const link = await client.clip('a [[fault:clip-slow x1]]');
  const startedAt = performance.now();
  const slow = await download(link);
  const elapsedMs = performance.now() - startedAt;
  const right = await download(link);
  expect(slow.bytes.equals(right.bytes)).toBe(true);
  expect(elapsedMs).toBeGreaterThan((right.bytes.length / 400_000) * 1000 * 0.5);
});
