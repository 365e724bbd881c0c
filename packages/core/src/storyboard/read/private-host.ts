/** Networks unreachable from outside, or routed back inside (RFC 6890). */
const RESERVED = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  // Azure's platform address, although in public space.
  '168.63.129.16/32',
]
  .flatMap((line) => line.split(' '))
  .map((network) => {
    const [address = '', bits] = network.split('/');
    return { start: numberOf(address), size: 2 ** (32 - Number(bits)) };
  });

const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa)$/u;

/**
 * True for a host that a provider on the internet cannot reach. `host` comes from a parsed URL, which normalizes
 * decimal, octal and hex addresses.
 */
export function isPrivateHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.+$/u, '');
  if (name.startsWith('[')) return isPrivateV6(name.slice(1, -1));
  if (/^\d+(?:\.\d+){3}$/u.test(name)) {
    const address = numberOf(name);
    return RESERVED.some(({ start, size }) => address >= start && address < start + size);
  }
  // A name without a dot belongs to the local network, such as a container.
  return !name.includes('.') || PRIVATE_NAME.test(name);
}

function numberOf(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

/** Only 2000::/3 is public, except tunnels, benchmarks and documentation. Mapped IPv4 is outside of it. */
function isPrivateV6(address: string): boolean {
  const [head = ''] = address.split('::', 1);
  const [first = 0, second = 0] = head.split(':').map((group) => Number.parseInt(group || '0', 16));
  if (first < 0x2000 || first > 0x3fff) return true;
  if (first === 0x2001) return second < 0x200 || second === 0xdb8;
  return first === 0x2002 || (first === 0x3fff && second < 0x1000);
}
