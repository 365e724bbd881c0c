import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseRunFolder } from './choose-run-folder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cineflow-demo-'));
});
afterEach(() => rm(root, { recursive: true }));

const first = new Date('2026-01-05T08:00:00Z');
const later = new Date('2026-01-05T08:03:00Z');

test('a temporary Redis gets a new folder and keys per run', async () => {
  const base = { root, redisStays: false, faults: false };
  const [one, two] = [
    await chooseRunFolder({ ...base, now: first }),
    await chooseRunFolder({ ...base, now: later }),
  ];
  expect(one.clips).not.toBe(two.clips);
  expect(one.prefix).not.toBe(two.prefix);
});

test('a lasting Redis keeps folder and keys', async () => {
  const base = { root, redisStays: true, faults: false };
  const one = await chooseRunFolder({ ...base, now: first });
  expect(await chooseRunFolder({ ...base, now: later })).toEqual(one);
  expect(one.prefix).toMatch(/^cineflow-demo-[0-9a-f]{8}$/);
});

test('a removed folder also retires its keys', async () => {
  const base = { root, redisStays: true, faults: false };
  const one = await chooseRunFolder({ ...base, now: first });
  await rm(join(root, 'redis'), { recursive: true });
  expect((await chooseRunFolder({ ...base, now: later })).prefix).not.toBe(one.prefix);
});

test('a run with faults has its own clips', async () => {
  const base = { root, redisStays: true, now: first };
  const [calm, wild] = [
    await chooseRunFolder({ ...base, faults: false }),
    await chooseRunFolder({ ...base, faults: true }),
  ];
  expect(wild.clips).not.toBe(calm.clips);
  expect(wild.prefix).not.toBe(calm.prefix);
});
