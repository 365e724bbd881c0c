import { BlockList, isIPv4 } from 'node:net';

const LOCAL = new BlockList();
LOCAL.addSubnet('10.0.0.0', 8);
LOCAL.addSubnet('127.0.0.0', 8);
LOCAL.addSubnet('172.16.0.0', 12);
LOCAL.addSubnet('192.168.0.0', 16);

/** Whether an address lies in a network of one's own, where plain http is usual. */
export function isOwnNetwork(address: string): boolean {
  const { hostname } = new URL(address);
  if (isIPv4(hostname)) return LOCAL.check(hostname);
  return !hostname.includes('.') || /\.(local|localhost|internal|lan)$/.test(hostname);
}

/**
 * Addresses that may have been meant, the likeliest first. All are at the same host, so no other one
 * receives the key. None sends it unencrypted over the open internet.
 */
export function otherAddresses(address: string): string[] {
  const { protocol, origin, pathname } = new URL(address);
  const path = pathname.replace(/\/+$/, '');
  const version = /^(.*?\/v1)\/.+$/.exec(path)?.[1];
  const paths = [path, ...(version === undefined ? [] : [version]), toggled(path), '/v1', ''];
  const other = protocol === 'http:' ? 'https:' : 'http:';
  const otherOrigin = origin.replace(protocol, other);
  const origins = other === 'https:' || isOwnNetwork(address) ? [origin, otherOrigin] : [origin];
  const all = origins.flatMap((base) => paths.map((one) => base + one));
  return [...new Set(all)].filter((one) => one !== address && (isEncrypted(one) || isOwnNetwork(one)));
}

function toggled(path: string): string {
  return path.endsWith('/v1') ? path.slice(0, -'/v1'.length) : `${path}/v1`;
}

/** Whether a key that is sent there cannot be read on the way. */
export function isEncrypted(address: string): boolean {
  return new URL(address).protocol === 'https:';
}
