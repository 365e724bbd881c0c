import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type Direction, TcpFaults } from './tcp-faults.ts';

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections open at this moment. */
  readonly connections: number;
  /** Bytes passed on since the start. */
  readonly passedBytes: Readonly<Record<Direction, number>>;
  /** Connections that were muted, were asked something since, and are still open. */
  readonly muted: number;
  /** Each piece of data is passed on this much later, in order. */
  setLatency(latencyMs: number): void;
  /** Passes nothing on in these directions (default both) while connections stay open: what a lost route looks like. */
  block(...directions: Direction[]): void;
  /** Ends `block`; what was blocked is passed on, as TCP would send it again. */
  release(): void;
  /** Mutes the open connections for good: data and close are lost. New ones work. */
  mute(): void;
  /** Resets, once, the connection that carries this many more bytes in this direction. */
  cutAfter(bytes: number, direction: Direction): void;
  /** Resets every open connection. */
  reset(): void;
  close(): Promise<void>;
}

interface Link {
  client: Socket;
  server: Socket;
  isMuted: boolean;
  /** Something was sent on it since it is muted. */
  isAsked: boolean;
}

/** A TCP proxy on a free port of 127.0.0.1 by which a test disturbs a real connection. */
export async function startTcpProxy(target: { host?: string; port: number }): Promise<TcpProxy> {
  const faults = new TcpFaults();
  const links = new Set<Link>();
  const listener = createServer((client) => {
    const server = connect({ host: target.host ?? '127.0.0.1', port: target.port });
    openLink({ client, server, isMuted: false, isAsked: false }, links, faults);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no TCP port.');

  const reset = (): void => links.forEach((link) => dropLink(link));
  const close = async (): Promise<void> => {
    faults.release();
    const closed = new Promise((resolve) => listener.close(resolve));
    reset();
    await closed;
  };
  return {
    port: address.port,
    get connections() {
      return links.size;
    },
    passedBytes: faults.passedBytes,
    get muted() {
      return [...links].filter(({ isAsked }) => isAsked).length;
    },
    setLatency: (latencyMs) => faults.setLatency(latencyMs),
    block: (...directions) => faults.block(directions),
    release: () => faults.release(),
    mute: () => links.forEach((link) => (link.isMuted = true)),
    cutAfter: (bytes, direction) => faults.cutAfter(bytes, direction),
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function openLink(link: Link, links: Set<Link>, faults: TcpFaults): void {
  const { client, server } = link;
  links.add(link);
  const forget = (): void => void links.delete(link);
  client
    .setNoDelay(true)
    .on('error', () => server.resetAndDestroy())
    .once('close', forget);
  server
    .setNoDelay(true)
    .on('error', () => link.isMuted || client.resetAndDestroy())
    .once('close', forget);
  for (const direction of ['toServer', 'toClient'] as const) {
    passOn(link, direction, faults).catch(() => link.isMuted || dropLink(link));
  }
}

async function passOn(link: Link, direction: Direction, faults: TcpFaults): Promise<void> {
  const [from, to] = direction === 'toServer' ? [link.client, link.server] : [link.server, link.client];
  // Pieces are awaited one by one, so nothing overtakes and a slow reader holds up its writer.
  for await (const chunk of from as AsyncIterable<Buffer>) {
    const { piece, cut } = await faults.admit(chunk, direction);
    if (to.destroyed) return;
    if (link.isMuted) {
      link.isAsked ||= direction === 'toServer';
      continue;
    }
    if (!to.write(piece)) await once(to, 'drain');
    if (cut) return dropLink(link, to);
  }
  if (!link.isMuted || to === link.server) to.end();
}

/** Resets both ends; the bytes already written towards `last` are let out first. */
function dropLink({ client, server }: Link, last?: Socket): void {
  for (const socket of [client, server]) {
    if (socket === last) socket.destroySoon();
    else socket.resetAndDestroy();
  }
}
