import type { Mutant } from './mutants.testsuite.ts';

const ROUTES = 'procedures/routes.ts';
const OUTCOMES = 'procedures/outcomes.ts';
const BEGIN = 'procedures/begin.ts';

/** Faults in the choice of a provider and in late facts of a route that was left. */
export const routeMutants: readonly Mutant[] = (
  [
    ['moves what may have been sent', ROUTES, `take?.state === 'queued' && `, 'take && '],
    [
      'sends the old request to the new provider',
      ROUTES,
      'own_request: text(row.request)',
      'own_request: null',
    ],
    ['keeps the old price', ROUTES, 'price_micros: row.price_micros ?? null,', ''],
    [
      'keeps the old content',
      ROUTES,
      `    fingerprint: text(row.fingerprint),\n    price_micros`,
      '    price_micros',
    ],
    ['forgets what failed', ROUTES, 'if (failed !== undefined)', 'if (false as boolean)'],
    ['tries a retired model again', ROUTES, `failed === 'retired' ? 1 : 0`, '0'],
    [
      'pays what is stored on another route',
      BEGIN,
      'take.force ? null : yield* findElsewhere(take)',
      'take.force ? null : null as number | null',
    ],
    [
      'keeps the claim of what is elsewhere',
      BEGIN,
      `yield* freeContent(take);\n    return { verdict: 'elsewhere'`,
      `return { verdict: 'elsewhere'`,
    ],
    ['leaves a late fact at the wrong provider', OUTCOMES, ', ...facts, ...route }', ', ...facts }'],
    [
      'binds a late fact at the wrong provider',
      OUTCOMES,
      'return { providerId: text(attempt.provider_id), model',
      'return { providerId: take.providerId, model',
    ],
    [
      'gives a late fact to the attempt of another provider',
      OUTCOMES,
      'attempt?.provider_id === providerId ? attempt : null',
      'attempt ? attempt : null',
    ],
    [
      'holds the content of the route a late fact leaves',
      OUTCOMES,
      `'route' in route ? yield* leaveContent(known, now) : []`,
      `[] as string[]`,
    ],
  ] as const
).map(([name, file, from, to]) => ({ noun: 'routes', name, file, from, to }));
