import type { FastifyReply, FastifyRequest } from 'fastify';
import { Transform, pipeline, type Readable } from 'node:stream';
import type { App } from '../app-type.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { isFiles } from './end-slow-bodies.ts';
import { Semaphore } from './semaphore.ts';

/** Smaller bodies are read at once. */
const LARGE_BYTES = 256 * 1024;
const TURNS = { mostWaiting: 16, longestWaitMs: 5_000, breathMs: 10 };
/** Limit of all large bodies together, as received. */
const MOST_RECEIVED_BYTES = 40 * 1024 * 1024;

/**
 * Limits the large bodies processed at the same time: in memory each grows to many times its size. They are received
 * in parallel, so a slow sender blocks no one. Only the end of each waits for its turn. Too many waiting bodies get
 * 503.
 */
export function admitLargeBodies(app: App, bytesAtOnce: number, limits = TURNS): void {
  const turns = new Semaphore({ ...limits, capacity: bytesAtOnce });
  const received = { bytes: 0 };
  app.addHook('preParsing', async (request, reply, payload) => {
    if (mostBytesOf(request) <= LARGE_BYTES) return payload;
    return pipeline(payload as Readable, delayEnd(reply, turns, received), () => undefined);
  });
}

/** Maximum size of the body; larger ones are refused unread. */
function mostBytesOf({ headers, routeOptions }: FastifyRequest): number {
  // Files are not kept in memory.
  if (isFiles(headers['content-type'])) return 0;
  const limit = routeOptions.bodyLimit;
  const announced = headers['content-length'];
  if (announced === undefined) return headers['transfer-encoding'] === undefined ? 0 : limit;
  return Number(announced) > limit ? 0 : Number(announced);
}

function delayEnd(reply: FastifyReply, turns: Semaphore, received: { bytes: number }): Transform {
  const answered = new AbortController();
  let ownBytes = 0;
  const leave = (): void => {
    answered.abort();
    received.bytes -= ownBytes;
    ownBytes = 0;
  };
  reply.raw.once('finish', leave).once('close', leave);
  return new Transform({
    transform: (chunk: Buffer, _encoding, pass) => {
      if (answered.signal.aborted) return pass();
      ownBytes += chunk.length;
      received.bytes += chunk.length;
      if (received.bytes > MOST_RECEIVED_BYTES) return pass(tooMany());
      pass(null, chunk);
    },
    flush: (end) => {
      // A small body with a large size limit does not wait.
      if (ownBytes <= LARGE_BYTES || answered.signal.aborted) return end();
      turns.enter(answered.signal, ownBytes).then(
        (isMine) => end(isMine ? null : tooMany()),
        () => end(tooMany()),
      );
    },
  });
}

function tooMany(): Error {
  return notReady('Too many large documents at the moment; send this one again in a few seconds.');
}
