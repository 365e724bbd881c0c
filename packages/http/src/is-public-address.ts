import ipaddr from 'ipaddr.js';

// Azure's platform services answer under this address although it lies in public space.
const notPublic = new Set(['168.63.129.16']);

/** True for an address of the open internet: no loopback, private, link-local, mapped, tunnelled or reserved one. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && !notPublic.has(parsed.toString());
}
