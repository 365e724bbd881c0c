import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server behaves for the requests that follow. */
export interface Behaviour {
  body: Buffer;
  etag?: string;
  /** Leaves out content-length, as a relay that streams does. */
  withoutLength?: boolean;
  /** Says another length than the body has. */
  saysLength?: number;
  /** Breaks the connection after this many bytes of the answer. */
  cutAfterBytes?: number;
  /** Ends the answer cleanly after this many bytes. */
  endAfterBytes?: number;
  /** Falls silent after this many bytes with the connection open. */
  stallAfterBytes?: number;
  /** Answers with this status instead. */
  status?: number;
  /** Bytes sent at once, and the pause after each. */
  drip?: { bytes: number; everyMs: number };
}

export interface SeenRequest {
  range: string | undefined;
  ifRange: string | undefined;
}

/** A real HTTP server that serves one clip, well or badly. */
export class ClipServer implements AsyncDisposable {
  readonly #server = createServer((request, response) => {
    this.requests.push({
      range: request.headers.range,
      ifRange: request.headers['if-range'] as string | undefined,
    });
    void this.#answer(request.headers, response);
  });
  readonly requests: SeenRequest[] = [];
  behaviour: Behaviour;

  private constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
  }

  static async start(behaviour: Behaviour): Promise<ClipServer> {
    const server = new ClipServer(behaviour);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/clip.mp4`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(headers: IncomingHttpHeaders, response: ServerResponse): Promise<void> {
    const { body, etag, status, withoutLength, saysLength } = this.behaviour;
    response.on('error', () => undefined);
    if (status !== undefined) {
      response.writeHead(status).end();
      return;
    }
    const asked = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const offset = headers['if-range'] === etag ? asked : 0;
    if (offset > 0 && offset >= body.length) {
      response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
      return;
    }
    if (etag) response.setHeader('etag', etag);
    if (withoutLength) response.setHeader('connection', 'close');
    else response.setHeader('content-length', saysLength ?? body.length - offset);
    if (withoutLength) response.useChunkedEncodingByDefault = false;
    if (offset > 0) response.setHeader('content-range', `bytes ${offset}-${body.length - 1}/${body.length}`);
    response.writeHead(offset > 0 ? 206 : 200);
    await this.#send(response, body.subarray(offset));
  }

  async #send(response: ServerResponse, body: Buffer): Promise<void> {
    const { cutAfterBytes, endAfterBytes, stallAfterBytes, drip } = this.behaviour;
    const sent = body.subarray(0, cutAfterBytes ?? endAfterBytes ?? stallAfterBytes ?? body.length);
    const step = drip?.bytes ?? 64 * 1024;
    const closed = once(response, 'close').catch(() => undefined);
    for (let position = 0; position < sent.length && !response.destroyed; position += step) {
      const flushed = new Promise((resolve) => {
        response.write(sent.subarray(position, position + step), resolve);
      });
      await Promise.race([flushed, closed]);
      if (drip) await new Promise((resolve) => setTimeout(resolve, drip.everyMs));
    }
    if (cutAfterBytes !== undefined) response.destroy();
    else if (stallAfterBytes === undefined) response.end();
  }
}
