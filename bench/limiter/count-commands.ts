import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Redis } from 'ioredis';

/** A line of MONITOR: `+1700000000.123456 [0 127.0.0.1:5000] "get" "a"`; within scripts the client is `lua`. */
const LINE = /^\+[\d.]+ \[\d+ (\S+)\] "([^"]+)"/;

/** Client commands by name while something runs, without those inside scripts. */
export async function countCommands(
  redis: Redis,
  during: () => Promise<unknown>,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const socket = connect(redis.options.port ?? 6379, '127.0.0.1');
  await once(socket, 'connect');
  createInterface({ input: socket }).on('line', (line) => {
    const [, client, name = ''] = LINE.exec(line) ?? [];
    if (client === undefined || client === 'lua') return;
    counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  });
  socket.write('MONITOR\r\n');
  await during();
  socket.destroy();
  return counts;
}
