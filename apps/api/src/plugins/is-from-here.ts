import type { FastifyRequest } from 'fastify';
import { hostNameOf } from './host-name.ts';
import { isLoopback } from './is-loopback.ts';

const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * True for a request from this machine that no proxy forwarded. A proxy without settings shows itself by HTTP/1.0 at
 * most. So nginx asks, under our own name, for people anywhere.
 */
export function isFromHere({
  headers,
  socket,
  raw,
}: Pick<FastifyRequest, 'headers' | 'socket'> & { raw: { httpVersion: string } }): boolean {
  const isPassedOn =
    FORWARDING_HEADERS.some((name) => headers[name] !== undefined) || raw.httpVersion === '1.0';
  return !isPassedOn && isLoopback(socket.remoteAddress ?? '') && isLoopback(hostNameOf(headers.host) ?? '');
}
