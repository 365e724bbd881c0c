import type { FastifyRequest } from 'fastify';
import { hostNameOf } from './host-name.ts';
import { isLoopback } from './is-loopback.ts';

const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** True for a request from this machine that no proxy forwarded. */
export function isFromHere({ headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>): boolean {
  const isPassedOn = FORWARDING_HEADERS.some((name) => headers[name] !== undefined);
  return !isPassedOn && isLoopback(socket.remoteAddress ?? '') && isLoopback(hostNameOf(headers.host) ?? '');
}
