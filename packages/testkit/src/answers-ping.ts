import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Whether a Redis answers at this URL in time. One that asks for a password counts: the first command checks it. */
export async function answersPing(url: string, timeoutMs = 1_000): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url);
  const address = { host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port || 6379) };
  return new Promise((resolve) => {
    const socket: Socket =
      protocol === 'rediss:'
        ? connectTls({ ...address, servername: hostname }, () => socket.write('PING\r\n'))
        : connectTcp(address, () => socket.write('PING\r\n'));
    const settle = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(timeoutMs, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    // A server that is still reading its files answers -LOADING.
    socket.once('data', (answer) => settle(/^(\+PONG|-NOAUTH|-DENIED)/.test(answer.toString())));
  });
}
