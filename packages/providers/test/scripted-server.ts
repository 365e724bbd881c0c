import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

export interface SeenRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Reaction to one request: an answer, raw bytes and then the end, a reset, silence, or a slow drip. */
export type Reaction =
  | { status: number; headers?: Record<string, string>; body: unknown }
  | { raw: string }
  | { reset: true }
  | { silent: true }
  | { drip: true };

export interface ScriptedServer extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
  /** Number of connections so far. */
  readonly connections: number;
  /** Reaction to the next and all further requests. */
  react: (request: SeenRequest) => Reaction;
}

/** A real HTTP server that follows a script and counts requests. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const sockets: Socket[] = [];
  const script: Pick<ScriptedServer, 'react'> = {
    react: () => ({ status: 500, body: 'nothing was scripted' }),
  };
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
    incoming.on('end', () => {
      const { method = '', headers, socket } = incoming;
      const url = new URL(incoming.url ?? '/', 'http://scripted');
      const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      const reaction = script.react(request);
      if ('status' in reaction) {
        const body = typeof reaction.body === 'string' ? reaction.body : JSON.stringify(reaction.body);
        response
          .writeHead(reaction.status, { 'content-type': 'application/json', ...reaction.headers })
          .end(body);
      } else if ('raw' in reaction) socket.end(reaction.raw);
      else if ('reset' in reaction) socket.resetAndDestroy();
      else if ('drip' in reaction) {
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      }
    });
  });
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return Object.assign(script, {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    get connections() {
      return sockets.length;
    },
    [Symbol.asyncDispose]: close,
  });
}
