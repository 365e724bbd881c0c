import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setDefaultCACertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { makeCertificate } from '../test/make-certificate.ts';
import { startForwardProxy } from '../test/start-forward-proxy.ts';
import { startRawServer, startServer, type TestServer } from '../test/start-server.ts';
import { download, type DownloadRequest } from './download.ts';

const certificate = makeCertificate();
setDefaultCACertificates([certificate.cert]);
const clip = '0123456789';

function from(server: TestServer, changes: Partial<DownloadRequest> = {}): DownloadRequest {
  const signal = AbortSignal.timeout(10_000);
  return {
    url: `${server.origin}/clip.mp4?sign=1`,
    signal,
    allowedPrivateOrigins: [server.origin],
    ...changes,
  };
}

function startClipServer(etag = '"a"', tls?: typeof certificate): Promise<TestServer> {
  return startServer((response, { headers }) => {
    const offset = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const isPart = headers['if-range'] === etag && offset > 0;
    if (isPart && offset >= clip.length) return void response.writeHead(416).end();
    const body = isPart ? clip.slice(offset) : clip;
    const range = isPart ? { 'content-range': `bytes ${offset}-${clip.length - 1}/${clip.length}` } : {};
    response.writeHead(isPart ? 206 : 200, {
      etag,
      'content-type': 'video/mp4',
      'content-length': body.length,
      ...range,
    });
    response.end(body);
  }, tls);
}

test.for(['http', 'https'])(
  'gives the whole clip over %s with its length, type and validator',
  async (scheme) => {
    await using server = await startClipServer('"a"', scheme === 'https' ? certificate : undefined);
    const { stream, ...facts } = await download(from(server));
    expect(facts).toEqual({
      status: 200,
      offsetBytes: 0,
      totalBytes: 10,
      validator: '"a"',
      contentType: 'video/mp4',
    });
    expect(await text(stream)).toBe(clip);
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
  },
);

test('resumes the same clip', async () => {
  await using server = await startClipServer();
  const { stream, ...facts } = await download(from(server, { offsetBytes: 4, validator: '"a"' }));
  expect(facts).toMatchObject({ status: 206, offsetBytes: 4, totalBytes: 10 });
  expect(await text(stream)).toBe('456789');
});

test('starts over when the clip has changed', async () => {
  await using server = await startClipServer('"b"');
  const { stream, offsetBytes } = await download(from(server, { offsetBytes: 4, validator: '"a"' }));
  expect({ offsetBytes, body: await text(stream) }).toEqual({ offsetBytes: 0, body: clip });
});

test('starts over if the offset is beyond the end', async () => {
  await using server = await startClipServer();
  const { stream, offsetBytes } = await download(from(server, { offsetBytes: 10, validator: '"a"' }));
  expect({ offsetBytes, body: await text(stream) }).toEqual({ offsetBytes: 0, body: clip });
});

test('starts over if the part is another one', async () => {
  await using server = await startServer((response, { headers }) => {
    if (headers.range === undefined) return void response.end(clip);
    response.writeHead(206, { 'content-range': 'bytes 0-9/10', etag: '"a"' }).end(clip);
  });
  const { stream, offsetBytes } = await download(from(server, { offsetBytes: 4, validator: '"a"' }));
  expect({ offsetBytes, body: await text(stream) }).toEqual({ offsetBytes: 0, body: clip });
});

test.for([
  [401, true],
  [403, true],
  [404, true],
  [410, true],
  [204, false],
  [500, false],
  [503, false],
] as const)('HTTP %i is an error with its status, link dead: %s', async ([status, linkDead]) => {
  await using server = await startServer((response) => void response.writeHead(status).end());
  await expect(download(from(server))).rejects.toMatchObject({
    name: 'DownloadError',
    code: 'status',
    status,
    linkDead,
  });
});

test('a compressed body is refused', async () => {
  await using server = await startServer(
    (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
  );
  await expect(download(from(server))).rejects.toMatchObject({ code: 'encoded' });
});

test('sends no byte to a private address', async () => {
  await using server = await startRawServer(() => undefined);
  const hosts = [
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '[::ffff:127.0.0.1]',
    'localhost',
    'a.localhost',
    'localhost.',
  ];
  for (const host of hosts) {
    const url = `http://${host}:${server.port}/`;
    await expect(download({ url, signal: AbortSignal.timeout(5_000) })).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
  expect(server.sockets).toEqual([]);
});

test.for([
  'ftp://a.example/clip.mp4',
  'file:///etc/passwd',
  'http://user:pass@a.example/',
  'http://169.254.169.254/latest',
  'http://[64:ff9b::7f00:1]/',
  'http://168.63.129.16/',
  'no url',
])('%s is refused', async (url) => {
  const refused = download({ url, signal: AbortSignal.timeout(5_000) });
  await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
});

test('hides private headers from redirects', async () => {
  await using target = await startClipServer();
  await using first = await startServer(
    (response) => void response.writeHead(302, { location: `${target.origin}/b` }).end(),
  );
  const request = from(first, {
    headers: { authorization: 'Bearer key' },
    trustedOrigins: [first.origin],
    allowedPrivateOrigins: [first.origin, target.origin],
  });
  expect(await text((await download(request)).stream)).toBe(clip);
  expect(first.requests[0]?.headers.authorization).toBe('Bearer key');
  expect(target.requests).toHaveLength(1);
  expect(target.requests[0]?.headers.authorization).toBeUndefined();
});

test('a redirect to a private address is not followed', async () => {
  await using target = await startRawServer(() => undefined);
  await using first = await startServer(
    (response) =>
      void response.writeHead(302, { location: target.origin.replace('127.0.0.1', '127.0.0.2') }).end(),
  );
  await expect(download(from(first))).rejects.toMatchObject({ code: 'forbidden' });
  expect(target.sockets).toEqual([]);
});

test('allows a private origin on its own port only', async () => {
  await using other = await startRawServer(() => undefined);
  await using first = await startServer((response) => {
    response.writeHead(302, { location: `${other.origin}/b` }).end();
  });
  const linked = download(from(first, { url: `${other.origin}/b` }));
  await expect(linked).rejects.toMatchObject({ code: 'forbidden' });
  await expect(download(from(first))).rejects.toMatchObject({ code: 'forbidden' });
  expect(other.sockets).toEqual([]);
});

test('gives up after three redirects', async () => {
  await using server = await startServer(
    (response) => void response.writeHead(302, { location: '/again' }).end(),
  );
  await expect(download(from(server))).rejects.toMatchObject({ code: 'redirects' });
  expect(server.requests).toHaveLength(4);
});

test.for([
  ['a body shorter than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n0123'],
  ['a cut chunked body', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n'],
])('%s is an error of the stream', async ([, answer = '']) => {
  await using server = await startRawServer((socket) => void socket.end(answer));
  const { stream } = await download({
    url: server.origin,
    signal: AbortSignal.timeout(5_000),
    allowedPrivateOrigins: [server.origin],
  });
  await expect(text(stream)).rejects.toThrow(/aborted|length|prematurely|ECONNRESET/i);
});

test('silence before the headers ends in an error', async () => {
  await using server = await startServer(() => undefined);
  await expect(download(from(server, { headersTimeoutMs: 100 }))).rejects.toMatchObject({
    code: 'transport',
  });
});

test('the signal ends a body under way', async () => {
  const controller = new AbortController();
  await using server = await startServer((response) => void response.write('0123'));
  const { stream } = await download(from(server, { signal: controller.signal }));
  await once(stream, 'readable');
  controller.abort();
  await expect(text(stream)).rejects.toThrow(/abort/i);
});

test('uses the proxy, except for literal private addresses', async () => {
  await using server = await startClipServer();
  await using proxy = await startForwardProxy();
  const proxies = { http: proxy.origin };
  expect(await text((await download(from(server), proxies)).stream)).toBe(clip);
  const refused = download(from(server, { allowedPrivateOrigins: [] }), proxies);
  await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
  expect(proxy.asked).toHaveLength(1);
});
