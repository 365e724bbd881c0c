import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  pids_limit?: number;
  mem_limit?: string;
  init?: boolean;
  privileged?: boolean;
  user?: string;
  ports?: string[];
  volumes?: string[];
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test?: string[]; disable?: boolean };
  stop_grace_period?: string;
}

const root = new URL('../../../../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');

const compose = parse(await read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
};
const services = Object.entries(compose.services);
const dockerfile = await read('Dockerfile');

test('all five services are there', () => {
  expect(services.map(([name]) => name).sort()).toEqual(['api', 'postgres', 'redis', 'sandbox', 'worker']);
});

test.each(services)('%s can write nowhere but to its volumes and a small /tmp', (_name, service) => {
  expect(service.read_only).toBe(true);
  expect(service.tmpfs).toEqual([expect.stringMatching(/^\/tmp:.*size=.*noexec.*nosuid/)]);
  expect(service.volumes).not.toHaveLength(0);
  for (const volume of service.volumes ?? []) {
    expect(volume).toMatch(/^[\w-]+:\/(data|var\/lib\/postgresql\/data|var\/run\/postgresql)/);
  }
});

test.each(services)('%s cannot gain rights, fork without end or eat the memory', (_name, service) => {
  expect(service.cap_drop).toEqual(['ALL']);
  expect(service.security_opt).toContain('no-new-privileges:true');
  expect(service.privileged).toBeUndefined();
  expect(service.pids_limit).toBeGreaterThan(0);
  expect(service.mem_limit).toMatch(/^\d+[mg]$/);
  expect(service.init).toBe(true);
});

test('only the two servers get back capabilities to change user', () => {
  const given = services.flatMap(([name, { cap_add }]) => (cap_add ? [[name, cap_add.toSorted()]] : []));
  expect(Object.fromEntries(given)).toEqual({
    postgres: ['CHOWN', 'DAC_READ_SEARCH', 'FOWNER', 'SETGID', 'SETUID'],
    redis: ['CHOWN', 'SETGID', 'SETUID'],
  });
});

test('PostgreSQL can be reached by no network, so it needs no password', () => {
  const { command, ports, volumes } = compose.services['postgres'] ?? {};
  expect(command).toContain('listen_addresses=');
  expect(ports).toBeUndefined();
  expect(volumes).toContain('book-socket:/var/run/postgresql');
  for (const name of ['api', 'worker']) {
    expect(compose.services[name]?.volumes).toContain('book-socket:/var/run/postgresql:ro');
    expect(compose.services[name]?.environment?.['DATABASE_URL']).toContain('?host=/var/run/postgresql');
  }
});

test.each(services)('%s has a health check and a local port only', (_name, service) => {
  expect(service.healthcheck?.disable).toBeUndefined();
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('the API may do without keys on a local port', () => {
  expect(compose.services['api']?.environment?.['CINEFLOW_OPEN']).toBe('true');
  expect(compose.services['api']?.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
});

test('Redis throws nothing away', () => {
  const command = compose.services['redis']?.command?.join(' ');
  expect(command).toContain('--appendonly yes --appendfsync everysec');
  expect(command).toContain('--maxmemory-policy noeviction');
});

test('a worker has longer to stop than a create takes', () => {
  const createTimeoutSeconds = 60;
  expect(parseInt(compose.services['worker']?.stop_grace_period ?? '', 10)).toBeGreaterThan(
    createTimeoutSeconds + 10,
  );
});

test('the image runs without rights, stops on SIGTERM, reports health', () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  expect(last).toMatch(/^USER 1000:1000$/m);
  expect(last).toMatch(/^STOPSIGNAL SIGTERM$/m);
  expect(last).toMatch(/^HEALTHCHECK /m);
  expect(last).toMatch(/NODE_ENV=production/);
});

test('nothing secret and nothing built elsewhere gets into the image', async () => {
  const ignored = (await read('.dockerignore')).split('\n');
  expect(ignored).toEqual(
    expect.arrayContaining(['*', '**/node_modules', '**/dist', '**/.env', '**/*.tsbuildinfo']),
  );
});
