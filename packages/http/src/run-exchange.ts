import got, { type OptionsInit } from 'got';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchange } from './exchange.ts';
import { FencedError } from './fence-socket.ts';
import { flattenHeaders } from './flatten-headers.ts';
import { readCapped, type Sink } from './read-capped.ts';
import { redact } from './redact.ts';

/** Defaults of every request: one attempt, no redirects, any status accepted, HTTP/1.1. */
const GOT_DEFAULTS = {
  retry: { limit: 0 },
  followRedirect: false,
  throwHttpErrors: false,
  decompress: false,
  http2: false,
} as const;

interface ExchangeRequest {
  url: string;
  options: Omit<OptionsInit, 'signal' | 'isStream'>;
  /** Timeout from the first step of the connection to the last byte of the body. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  maxBodyBytes: number;
  sink?: Sink | undefined;
  bytesWritten: (socketBytes: number) => number;
}

/** Runs one request. Resolves for all network errors; never retries or redirects. */
export async function runExchange(request: ExchangeRequest): Promise<Exchange> {
  const startedAtMs = performance.now();
  const deadline = new AbortController();
  const message = `No whole answer within ${request.timeoutMs} ms`;
  const timer = setTimeout(() => deadline.abort(new Error(message)), request.timeoutMs);
  const signal = request.signal ? AbortSignal.any([deadline.signal, request.signal]) : deadline.signal;
  const progress = new Progress();
  const measure = (): { bytesWritten: number; elapsedMs: number } => ({
    bytesWritten: request.bytesWritten(progress.socketBytes()),
    elapsedMs: Math.round(performance.now() - startedAtMs),
  });
  try {
    const stream = got.stream(request.url, { ...GOT_DEFAULTS, ...request.options, signal });
    progress.follow(stream);
    const { body, truncated } = await readCapped(stream, request.maxBodyBytes, request.sink);
    if (progress.answer === undefined) throw new Error('The stream ended without an answer.');
    return { kind: 'answer', ...progress.answer, body, truncated, ...measure() };
  } catch (error) {
    const { answer } = progress;
    const measured = measure();
    const isCalledOff = request.signal?.aborted === true && measured.bytesWritten === 0;
    return {
      kind: 'failure',
      phase: isCalledOff ? 'fenced' : progress.phaseOf(error),
      message: deadline.signal.aborted ? message : redact(describe(error)),
      ...(answer ? { status: answer.status, headers: answer.headers } : {}),
      ...measured,
    };
  } finally {
    clearTimeout(timer);
  }
}

type GotStream = ReturnType<typeof got.stream>;

/** Progress of a request. */
class Progress {
  answer: { status: number; headers: Record<string, string>; receivedAtMs: number } | undefined;
  #isConnected = false;
  #isSent = false;
  #socketBytes = (): number => 0;

  socketBytes(): number {
    return this.#socketBytes();
  }

  follow(stream: GotStream): void {
    stream.on('request', (request) => {
      request.once('finish', () => (this.#isSent = true));
      request.once('socket', (socket: Socket) => {
        this.#isConnected = !socket.connecting;
        if (socket.connecting) socket.once('connect', () => (this.#isConnected = true));
        const before = socket.bytesWritten;
        this.#socketBytes = () => (this.#isConnected ? socket.bytesWritten - before : 0);
      });
    });
    stream.on('response', (response: IncomingMessage) => {
      const status = response.statusCode ?? 0;
      this.answer = { status, headers: flattenHeaders(response.headers), receivedAtMs: Date.now() };
    });
  }

  phaseOf(error: unknown): 'connect' | 'fenced' | 'write' | 'response' {
    if (isFenced(error)) return 'fenced';
    if (!this.#isConnected) return 'connect';
    return this.#isSent || this.answer ? 'response' : 'write';
  }
}

function isFenced(error: unknown): boolean {
  if (error instanceof FencedError) return true;
  return error instanceof Error && error.cause !== undefined && isFenced(error.cause);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  const text = error.message === '' ? error.name : error.message;
  return code === undefined || text.includes(code) ? text : `${text} (${code})`;
}
