import ipaddr from 'ipaddr.js';
import { isIPv6 } from 'node:net';

// Azure's platform address, although in public space.
const NOT_PUBLIC = new Set(['168.63.129.16']);
/** The assigned public range; the library has no range for `::/96`, for example. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** True for a public internet address: not loopback, private, link-local, mapped, tunnelled or reserved. */
export function isPublicAddress(address: string): boolean {
  const text = isIPv6(address) ? inGroups(address) : address;
  if (!ipaddr.isValid(text)) return false;
  const parsed = ipaddr.process(text);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast)) return false;
  return parsed.range() === 'unicast' && !NOT_PUBLIC.has(parsed.toString());
}

/** Rewrites an IPv6 address without dotted quads: the library reads `::8.8.8.8` as mapped. */
function inGroups(address: string): string {
  return URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? '';
}
