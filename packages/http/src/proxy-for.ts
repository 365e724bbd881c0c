import { portOf } from './port-of.ts';
import type { ProxySettings } from './proxy-settings.ts';

/** The proxy of a URL, or undefined for a direct connection. */
export function proxyFor(url: URL, settings: ProxySettings | undefined): string | undefined {
  const proxy = url.protocol === 'https:' ? settings?.https : settings?.http;
  if (!proxy) return undefined;
  const isExcepted = (settings?.exceptHosts ?? []).some((pattern) => matchesHost(url, pattern));
  return isExcepted ? undefined : proxy;
}

function matchesHost(url: URL, pattern: string): boolean {
  const wanted = pattern.trim().toLowerCase();
  if (wanted === '') return false;
  if (wanted === '*') return true;
  const [, name = '', port] = /^(.+?)(?::(\d+))?$/.exec(unbracket(wanted)) ?? [];
  // A bare IPv6 address contains colons, but no port.
  const isAddress = name.includes(':') || wanted.split(':').length > 2;
  if (isAddress) return unbracket(url.hostname) === unbracket(wanted);
  if (port !== undefined && port !== portOf(url)) return false;
  const domain = name.replace(/^\*?\./, '');
  return url.hostname === domain || url.hostname.endsWith(`.${domain}`);
}

function unbracket(host: string): string {
  return host.replace(/^\[([^\]]*)\]$/, '$1');
}
