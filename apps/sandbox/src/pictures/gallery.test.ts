import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { TestClient } from '../../test/client.ts';
import { makePng, toUri } from '../../test/make-png.ts';

const PATIENT = { timeout: 4_000 };
const RED = makePng(200, 30, 30);
const BLUE = makePng(30, 30, 200);
const factsOf = (bytes: Buffer) => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  sizeBytes: bytes.length,
});

/** Serves the red picture at `/red.png`, and one that never comes at `/slow.png`. */
const server = createServer((request, response) => {
  if (request.url === '/red.png') response.end(RED);
  else if (request.url !== '/slow.png') response.writeHead(404).end();
});
let origin = '';
let folder = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'sandbox-pictures-'));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const ended = async (client: TestClient, id: string): Promise<Record<string, unknown>> =>
  vi.waitFor(async () => {
    const { data } = await client.poll(id);
    expect(data['status']).toMatch(/completed|failed/);
    return data;
  }, PATIENT);
const clipOf = async (client: TestClient, id: string): Promise<string | null> => {
  const { video_url: link } = await ended(client, id);
  return (await client.ask('GET', String(link))).headers.get('etag');
};

describe('pictures of a create', () => {
  test.each(['link', 'data URI'])('by %s are on the bill and in the clip', async (way) => {
    await using client = await TestClient.start();
    const source = way === 'link' ? `${origin}/red.png` : toUri(RED);
    const id = await client.accepted('a', { image_url: source });
    const shown = await clipOf(client, id);
    const url = way === 'link' ? source : null;
    expect((await client.bill()).operations).toMatchObject([
      {
        pictures: [{ role: 'first', url, ...factsOf(RED) }],
        request: { imageUrl: url ?? 'within the request' },
      },
    ]);
    await client.ask('POST', '/bill/reset');
    expect(await clipOf(client, await client.accepted('a'))).not.toBe(shown);
  });

  test('may have some megabytes', async () => {
    await using client = await TestClient.start();
    // Bytes behind the end of a PNG are not looked at.
    const large = Buffer.concat([BLUE, Buffer.alloc(6_000_000)]);
    const id = await client.accepted('a', { image_url: toUri(large) });
    expect(await ended(client, id)).toMatchObject({ status: 'completed' });
    expect((await client.bill()).operations).toMatchObject([{ pictures: [factsOf(large)] }]);
  });

  test('fail the render where they cannot be had', async () => {
    await using client = await TestClient.start({ refundFailed: 'balance' });
    const missing = await client.accepted('a', { image_url: `${origin}/none.png` });
    const broken = await client.accepted('b', { image_url: toUri(Buffer.from('no picture')) });
    expect(await ended(client, missing)).toMatchObject({
      status: 'failed',
      error_msg: 'the picture cannot be fetched: HTTP 404',
    });
    expect(await ended(client, broken)).toMatchObject({
      status: 'failed',
      error_msg: expect.stringMatching(/^the picture cannot be read: /),
    });
    expect((await client.ask('GET', '/v1/balance')).data).toMatchObject({ balance: 1_000_000 });
  });

  test('hold up the clip, not the answer to the create', async () => {
    await using client = await TestClient.start();
    const id = await client.accepted('a', { image_url: `${origin}/slow.png` });
    const other = await client.accepted('b');
    expect(await ended(client, other)).toMatchObject({ status: 'completed' });
    expect((await client.poll(id)).data).toMatchObject({ status: 'processing' });
    expect((await client.bill()).inFlight).toBe(1);
  });

  test('are in the same clip after a restart', async () => {
    const settings = { billFile: join(folder, 'bill.jsonl') };
    const before = await TestClient.start(settings);
    const id = await before.accepted('a', { image_url: toUri(RED) });
    const shown = await clipOf(before, id);
    const bill = await before.bill();
    await before.sandbox.close();
    expect(await readFile(settings.billFile, 'utf8')).not.toContain(RED.toString('base64'));
    await using after = await TestClient.start(settings);
    expect(await clipOf(after, id)).toBe(shown);
    expect((await after.bill()).operations).toEqual(bill.operations);
  });
});
