import { once } from 'node:events';
import type { Server, Socket } from 'node:net';

/** A server on a free port of 127.0.0.1 that tracks its connections. */
export interface Listening extends AsyncDisposable {
  readonly port: number;
  /** All connections so far. */
  readonly sockets: readonly Socket[];
}

/** Starts the server; leaving the `await using` block closes it and its connections. */
export async function listen(server: Server): Promise<Listening> {
  const sockets: Socket[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
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
  return { port: address.port, sockets, [Symbol.asyncDispose]: close };
}
