import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ClipOutput } from '@cineflow/core';
import { createHttpClient } from '@cineflow/http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBandwidth } from './bandwidth.ts';
import { fetchClipFrom } from './fetch-clip.ts';

const CREDENTIALS = { authorization: 'Bearer key' };
const http = createHttpClient();
const bandwidth = createBandwidth();
const signal = new AbortController().signal;

interface Site extends AsyncDisposable {
  origin: string;
  seen: IncomingHttpHeaders[];
}

async function startSite(redirectTo?: () => string): Promise<Site> {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    seen.push(headers);
    if (redirectTo) response.writeHead(302, { location: redirectTo() }).end();
    else response.end('clip');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const close = async () => void (await once(server.close(), 'close'));
  return { origin: `http://127.0.0.1:${port}`, seen, [Symbol.asyncDispose]: close };
}

const fetched = async (origins: string[], output: ClipOutput, offsetBytes = 0) => {
  const provider = { origins, credentials: () => CREDENTIALS };
  const { stream, ...rest } = await fetchClipFrom(
    { http, bandwidth },
    provider,
    output,
  )({ offsetBytes }, signal);
  return { ...rest, body: await text(stream) };
};

afterAll(() => http[Symbol.dispose]());

describe('a link', () => {
  test('gets the key only where the output needs it', async () => {
    await using site = await startSite();
    await fetched([site.origin], { url: `${site.origin}/content`, auth: 'provider' });
    await fetched([site.origin], { url: `${site.origin}/signed`, auth: 'none' });
    expect(site.seen.map(({ authorization }) => authorization)).toEqual(['Bearer key', undefined]);
  });

  test('waits for a key exchange, and retries when it fails', async () => {
    await using site = await startSite();
    const fetch = (credentials: () => Promise<typeof CREDENTIALS>) => {
      const output = { url: `${site.origin}/content`, auth: 'provider' } as const;
      const provider = { origins: [site.origin], credentials };
      return fetchClipFrom({ http, bandwidth }, provider, output)({ offsetBytes: 0 }, signal);
    };
    expect(await text((await fetch(async () => CREDENTIALS)).stream)).toBe('clip');
    await expect(fetch(() => Promise.reject(new Error('no token')))).rejects.toMatchObject({
      kind: 'network',
    });
    expect(site.seen.map(({ authorization }) => authorization)).toEqual(['Bearer key']);
  });

  test('that leads on to another origin does not take the key along', async () => {
    await using store = await startSite();
    await using site = await startSite(() => `${store.origin}/clip`);
    const output = { url: `${site.origin}/content`, auth: 'provider' } as const;
    // Both may lie in our network; only the first is the provider's own.
    const provider = { origins: [site.origin], credentials: () => CREDENTIALS };
    const open = {
      ...http,
      download: (request: Parameters<typeof http.download>[0]) =>
        http.download({ ...request, allowedPrivateOrigins: [site.origin, store.origin] }),
    };
    const { stream } = await fetchClipFrom(
      { http: open, bandwidth },
      provider,
      output,
    )({ offsetBytes: 0 }, signal);
    expect(await text(stream)).toBe('clip');
    expect([site.seen[0]?.authorization, store.seen[0]?.authorization]).toEqual(['Bearer key', undefined]);
  });
});

describe('a clip that came with the answer', () => {
  let folder = '';
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'spool-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is read from the disk, from where an earlier try ended', async () => {
    const spool = join(folder, 'attempt-1');
    await writeFile(spool, 'the whole clip');
    expect(await fetched([], { spool })).toEqual({ body: 'the whole clip', offsetBytes: 0, totalBytes: 14 });
    expect(await fetched([], { spool }, 4)).toMatchObject({ body: 'whole clip', offsetBytes: 4 });
  });

  test('and is gone is a link that leads nowhere', async () => {
    await expect(fetched([], { spool: join(folder, 'none') })).rejects.toMatchObject({ kind: 'link-dead' });
  });
});
