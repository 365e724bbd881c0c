import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createServer as createTlsServer } from 'node:tls';
import { expect, test } from 'vitest';
import { listen } from '../test/listen.ts';
import { makeCertificate } from '../test/make-certificate.ts';

const program = fileURLToPath(new URL('../test/post-from-child.ts', import.meta.url));
const leaveMs = 1_000;

test('a process frozen during connect writes nothing late', async () => {
  const certificate = makeCertificate();
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-http-'));
  const authority = join(directory, 'ca.pem');
  await writeFile(authority, certificate.cert);

  let received = 0;
  const secure = createTlsServer(certificate, (socket) => {
    socket.on('data', (chunk) => (received += chunk.length)).on('error', () => undefined);
  });
  // The handshake completes only after the child is frozen, right when it resumes.
  const delayed: Socket[] = [];
  await using front = await listen(createServer({ pauseOnConnect: true }, (socket) => delayed.push(socket)));
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
  const child = spawn(
    process.execPath,
    [program, `https://127.0.0.1:${front.port}/create`, String(leaveMs)],
    { env },
  );
  try {
    const printed = text(child.stdout);
    await expect.poll(() => delayed.length, { timeout: 10_000 }).toBe(1);
    child.kill('SIGSTOP');
    for (const socket of delayed) secure.emit('connection', socket);
    const overAtMs = performance.now() + leaveMs;
    await expect.poll(() => performance.now() > overAtMs, { timeout: 10_000 }).toBe(true);
    child.kill('SIGCONT');
    expect(JSON.parse(await printed)).toMatchObject({ kind: 'failure', phase: 'fenced', bytesWritten: 0 });
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await rm(directory, { recursive: true });
  }
  expect(received).toBe(0);
}, 30_000);
