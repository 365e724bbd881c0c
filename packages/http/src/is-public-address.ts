import ipaddr from 'ipaddr.js';
import { isIPv6 } from 'node:net';

// Azure's platform services answer under this address although it lies in public space.
const NOT_PUBLIC = new Set(['168.63.129.16']);
/** All that is assigned for use on the open internet; the library knows no range for `::/96`, for one. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** True for an address of the open internet: no loopback, private, link-local, mapped, tunnelled or reserved one. */
export function isPublicAddress(address: string): boolean {
  const text = isIPv6(address) ? inGroups(address) : address;
  if (!ipaddr.isValid(text)) return false;
  const parsed = ipaddr.process(text);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast)) return false;
  return parsed.range() === 'unicast' && !NOT_PUBLIC.has(parsed.toString());
}

/** Writes an IPv6 address without a dotted end: the library reads `::8.8.8.8` as the mapped address of 8.8.8.8. */
function inGroups(address: string): string {
  return URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? '';
}
