import { expect, test } from 'vitest';
import { checkArchitecture } from './check-architecture.ts';
import type { Unit } from './workspace.ts';

function unit(folder: string, text: string, dependencies: readonly string[] = []): Unit {
  return { folder, dependencies, files: [{ path: `${folder}/src/main.ts`, text }] };
}

test('accepts a tree that keeps to the layers', () => {
  const units = [
    unit('packages/contracts', `import { z } from 'zod';\nexport const at = new Date(0);`, ['zod']),
    unit(
      'packages/core',
      `import type { Take } from '@cineflow/contracts';\nimport { createHash } from 'node:crypto';`,
      ['@cineflow/contracts'],
    ),
    unit('apps/api', `import { Redis } from 'x';\nimport '@cineflow/core';\nprocess.env;`, [
      'x',
      '@cineflow/core',
    ]),
    unit('apps/demo', `export {\n  findRedis,\n} from '@cineflow/testkit';`, ['@cineflow/testkit']),
  ];
  expect(checkArchitecture(units)).toEqual([]);
});

test.each([
  [
    'a lower layer that imports a higher one',
    unit('packages/core', `import '@cineflow/limiter';`, ['@cineflow/limiter']),
    'the layers forbid it',
  ],
  [
    'a type of a higher layer',
    unit('packages/core', `import type { A } from '@cineflow/queue';`, ['@cineflow/queue']),
    'the layers forbid it',
  ],
  [
    'a re-export',
    unit('packages/http', `export * from '@cineflow/core';`, ['@cineflow/core']),
    'the layers forbid it',
  ],
  [
    'an import at run time',
    unit('apps/sandbox', `await import('@cineflow/core');`, ['@cineflow/core']),
    'the layers forbid it',
  ],
  [
    'the testkit in an app',
    unit('apps/worker', `import '@cineflow/testkit';`, ['@cineflow/testkit']),
    'the layers forbid it',
  ],
  [
    'a path into another package',
    unit('packages/queue', `import '../../core/src/model.ts';`),
    'out of its own package',
  ],
  [
    'the inside of another package',
    unit('packages/queue', `import '@cineflow/core/src/model.ts';`, ['@cineflow/core']),
    'only the entry',
  ],
  [
    'a file read in core',
    unit('packages/core', `import { readFile } from 'node:fs/promises';`),
    'no input or output',
  ],
  ['a Node module without its prefix', unit('packages/core', `import fs from 'fs';`), '"node:"'],
  ['the clock in core', unit('packages/core', `const now = Date.now();`), 'is given clock and chance'],
  ['chance in core', unit('packages/core', `const one = Math.random();`), 'is given clock and chance'],
  [
    'bullmq outside the queue',
    unit('apps/worker', `import { Worker } from 'bullmq';`, ['bullmq']),
    'it belongs to',
  ],
  ['got outside http', unit('packages/providers', `import got from 'got';`, ['got']), 'it belongs to'],
  ['ioredis in a route', unit('apps/api', `import { Redis } from 'ioredis';`, ['ioredis']), 'it belongs to'],
  [
    'fastify in a package',
    unit('packages/http', `import fastify from 'fastify';`, ['fastify']),
    'it belongs to',
  ],
  [
    'the environment in a package',
    unit('packages/queue', `const url = process.env['REDIS_URL'];`),
    'reads process.env',
  ],
  ['an undeclared library', unit('packages/queue', `import 'left-pad/sub';`), 'does not name left-pad'],
  [
    'a declared package of ours that nobody imports',
    unit('packages/queue', '', ['@cineflow/core']),
    'which no source imports',
  ],
  ['a unit without a place', unit('packages/helpers', ''), 'not in the layer table'],
])('reports %s', (_what, wrong, complaint) => {
  expect(checkArchitecture([wrong])).toEqual([expect.stringContaining(complaint)]);
});

test('reports a cycle', () => {
  const units = [
    unit('packages/core', `import '@cineflow/contracts';`, ['@cineflow/contracts']),
    unit('packages/contracts', `import '@cineflow/core';`, ['@cineflow/core']),
  ];
  const cycle = 'cycle: @cineflow/core → @cineflow/contracts → @cineflow/core';
  expect(checkArchitecture(units)).toContain(cycle);
});

test('lets an app name a client’s type, and ignores comments', () => {
  const text = `import type { Redis } from 'ioredis';\n// import 'bullmq';\n/** import 'got'; */\n`;
  expect(checkArchitecture([unit('apps/api', text, ['ioredis'])])).toEqual([]);
});
