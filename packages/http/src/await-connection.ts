import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export type OnSocket = (error: Error | null, socket?: Socket) => void;

/** Calls back once, in the tick in which a socket is connected (with TLS: after the handshake) or fails. */
export function awaitConnection(socket: Socket, callback: OnSocket): void {
  const event = socket instanceof TLSSocket ? 'secureConnect' : 'connect';
  const settle = (error: Error | null): void => {
    socket.off(event, onConnected).off('error', settle).off('close', onClosed);
    // A refused socket has no listener, and an unhandled error would end the process.
    if (error) socket.on('error', () => undefined).destroy();
    callback(error, socket);
  };
  const onConnected = (): void => settle(null);
  const onClosed = (): void => settle(new Error('The connection was closed while it was being made.'));
  socket.once(event, onConnected).once('error', settle).once('close', onClosed);
}
