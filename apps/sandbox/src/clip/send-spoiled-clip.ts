import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { waitQuietly } from '../answer.ts';
import type { FaultOf } from '../faults/fault-table.ts';
import type { Sandbox } from '../sandbox.ts';

type Spoil = (reply: FastifyReply, bytes: Buffer, sandbox: Sandbox) => FastifyReply;

const STEPS_PER_SECOND = 10;

const SPOILS: Record<Exclude<FaultOf<'clip'>, 'clip-expired' | 'clip-403' | 'clip-turned'>, Spoil> = {
  'clip-html': (reply) =>
    reply
      .code(200)
      .removeHeader('content-range')
      .type('text/html')
      .send('<html><body>系统维护中</body></html>'),
  'clip-noise': (reply, bytes) => reply.send(randomBytes(bytes.length)),
  'clip-empty': (reply) => reply.code(200).removeHeader('content-range').send(Buffer.alloc(0)),
  'clip-cut': cutConnection,
  'clip-short': (reply, bytes) => reply.send(bytes.subarray(0, bytes.length / 2)),
  'clip-wrong-length': sendMoreThanSaid,
  'clip-slow': (reply, bytes, sandbox) =>
    reply.header('content-length', bytes.length).send(Readable.from(trickle(bytes, sandbox))),
};

/** Sends what a fault makes of a clip's bytes; status and headers of the right answer are set already. */
export function sendSpoiledClip(
  reply: FastifyReply,
  fault: keyof typeof SPOILS,
  bytes: Buffer,
  sandbox: Sandbox,
): FastifyReply {
  return SPOILS[fault](reply, bytes, sandbox);
}

function cutConnection(reply: FastifyReply, bytes: Buffer): FastifyReply {
  reply.hijack();
  const headers = { ...reply.getHeaders(), 'content-length': bytes.length };
  reply.raw.writeHead(reply.statusCode, headers as Record<string, string | number>);
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.socket?.destroy());
  return reply;
}

function sendMoreThanSaid(reply: FastifyReply, bytes: Buffer): FastifyReply {
  reply.hijack();
  const said = Math.floor(bytes.length / 2);
  const headers = { ...reply.getHeaders(), 'content-length': said, connection: 'close' };
  reply.raw.writeHead(reply.statusCode, headers as Record<string, string | number>);
  reply.raw.end(bytes);
  return reply;
}

async function* trickle(bytes: Buffer, { settings, closing }: Sandbox): AsyncGenerator<Buffer> {
  const step = Math.max(1, Math.floor(settings.slowBytesPerSecond / STEPS_PER_SECOND));
  for (let sent = 0; sent < bytes.length && !closing.signal.aborted; sent += step) {
    yield bytes.subarray(sent, sent + step);
    await waitQuietly(1000 / STEPS_PER_SECOND, closing.signal);
  }
}
