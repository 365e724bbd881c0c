import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as judge from './judge-list.ts';
import { judgeCases, judgeMutants, type Judge } from './judge-list.testsuite.ts';

describe('a list', () => {
  test.each(Object.entries(judgeCases))('%s', (_, check) => check(judge));
});

describe('the cases', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'judge-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test.each(Object.entries(judgeMutants))('notice a judge that %s', async (name, [from, to]) => {
    const text = await readFile(new URL('./judge-list.ts', import.meta.url), 'utf8');
    expect(text.split(from)).toHaveLength(2);
    const path = join(directory, `${name.replaceAll(' ', '-')}.ts`);
    await writeFile(path, text.replace(from, to));
    const mutated = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Judge;
    const noticed = Object.values(judgeCases).filter((check) => {
      try {
        check(mutated);
        return false;
      } catch {
        return true;
      }
    });
    expect(noticed.length).toBeGreaterThan(0);
  });
});
