import { isIP } from 'node:net';
import { isLoopback } from './is-loopback.ts';

const WILDCARDS = new Set(['0.0.0.0', '::']);

/** The host of `host:port` in lower case, without brackets and final dot; null if invalid. */
export function hostNameOf(authority: string | undefined): string | null {
  if (authority === undefined || !/^[^\s/\\?#@]+$/.test(authority)) return null;
  const name = URL.parse(`http://${authority}`)?.hostname;
  return name === undefined ? null : name.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/**
 * True for a name that an attacker cannot point here: a name of this machine, or the configured one.
 * If the API listens on every address, every literal address counts: DNS rebinding needs a name.
 */
export function isOwnName(name: string | null, configured: string): boolean {
  if (name === null) return false;
  if (isLoopback(name)) return true;
  if (WILDCARDS.has(configured)) return isIP(name) !== 0;
  return name === hostNameOf(isIP(configured) === 6 ? `[${configured}]` : configured);
}
