import * as http from 'node:http';
import * as https from 'node:https';
import { createServer, type Socket } from 'node:net';
import { listen, type Listening } from './listen.ts';

export interface SeenRequest {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface TestServer extends Listening {
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
}

export type Handler = (response: http.ServerResponse, request: SeenRequest) => void;

/** An HTTP server (HTTPS with a certificate) that records each request before it answers. */
export async function startServer(
  handler: Handler,
  tls?: { cert: string; key: string },
): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const listener: http.RequestListener = (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => undefined);
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(seen);
      handler(response, seen);
    });
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  const listening = await listen(server);
  return { ...listening, requests, origin: `${tls ? 'https' : 'http'}://127.0.0.1:${listening.port}` };
}

export interface RawServer extends Listening {
  readonly origin: string;
  /** All data received so far. */
  received(): string;
}

/** A TCP server that records every byte; `answer` is called with the first data of a connection. */
export async function startRawServer(answer: (socket: Socket) => void): Promise<RawServer> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    socket.once('data', () => answer(socket));
    socket.on('data', (chunk) => chunks.push(chunk));
  });
  const listening = await listen(server);
  return {
    ...listening,
    origin: `http://127.0.0.1:${listening.port}`,
    received: () => Buffer.concat(chunks).toString(),
  };
}
