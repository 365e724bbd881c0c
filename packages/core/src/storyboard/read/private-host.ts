import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Networks that nobody outside can reach, or that lead back inside (RFC 6890). */
const RESERVED = new BlockList();
for (const network of [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  // Azure's platform answers here, although it lies in public space.
  '168.63.129.16/32',
].flatMap((line) => line.split(' '))) {
  const [address = '', bits] = network.split('/');
  RESERVED.addSubnet(address, Number(bits), 'ipv4');
}

/** Tunnels, documentation and benchmarks inside the public range of IPv6. */
const RESERVED_V6 = new BlockList();
for (const network of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) {
  const [address = '', bits] = network.split('/');
  RESERVED_V6.addSubnet(address, Number(bits), 'ipv6');
}
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');

const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa)$/u;

/**
 * True for a host that a provider on the internet cannot reach. `host` comes from a parsed URL, which has turned
 * decimal, octal and hex spellings of an address into the usual one.
 */
export function isPrivateHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.+$/u, '');
  const address = name.startsWith('[') ? name.slice(1, -1) : name;
  if (isIPv6(address)) return !PUBLIC_V6.check(address, 'ipv6') || RESERVED_V6.check(address, 'ipv6');
  if (isIPv4(address)) return RESERVED.check(address, 'ipv4');
  // A name without a dot is one of the own network, such as a container.
  return !name.includes('.') || PRIVATE_NAME.test(name);
}
