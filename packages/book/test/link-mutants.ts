import type { Mutant } from './mutants.testsuite.ts';

const LINKS = 'procedures/links.ts';
const BEGIN = 'procedures/begin.ts';

/** Faults in takes that start from the last frame of another one. */
export const linkMutants: readonly Mutant[] = (
  [
    ['sends before the frame exists', BEGIN, `if (link.state === 'open')`, 'if (false as boolean)'],
    [
      'sends although the frame will never exist',
      BEGIN,
      `if (link.state === 'broken')`,
      'if (false as boolean)',
    ],
    [
      'takes a cancelled shot for one with a clip',
      LINKS,
      `row.state === 'completed' ||`,
      'row.state !== null ||',
    ],
    [
      'keeps the price of the take with the frame',
      LINKS,
      '    price_micros: priceCents === undefined ? null : toMicros(priceCents),\n',
      '',
    ],
    [
      'keeps the content of the take with the frame',
      LINKS,
      '    fingerprint,\n    price_micros',
      '    price_micros',
    ],
    [
      'leaves the next link asleep',
      LINKS,
      'const freed = yield* freeFollowers([takeId], now);',
      'const freed: string[] = [];',
    ],
    ['fails what should wait', LINKS, `link.policy === 'wait'`, '(false as boolean)'],
    [
      'wakes a chain too early',
      'procedures/contents.ts',
      ` and p.finished_at is null)`,
      ` and p.finished_at is null and 1 = 2)`,
    ],
    [
      'leaves a chain asleep after a reuse',
      'procedures/endings.ts',
      'const freed = isMoved ? yield* freeFollowers([takeId], now) : [];',
      'const freed: string[] = [];',
    ],
  ] as const
).map(([name, file, from, to]) => ({ noun: 'links', name, file, from, to }));
