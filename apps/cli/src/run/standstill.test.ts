import { type Storyboard, TakeState } from '@cineflow/contracts';
import type { Client } from '@cineflow/client';
import { describe, expect, test } from 'vitest';
import { StandstillWatch } from './standstill.ts';

const none = Object.fromEntries(TakeState.options.map((state) => [state, 0]));

/** A storyboard of two takes; one is completed. */
function waitingFor(...waiting: Storyboard['waiting']): Storyboard {
  const unconfirmed = waiting.some(({ reason }) => reason === 'unconfirmed') ? 1 : 0;
  const counts = { ...none, completed: 1, unconfirmed, queued: 1 - unconfirmed };
  return { id: 'sb_1', takes: 2, counts, waiting } as unknown as Storyboard;
}

/** What the third look in a row says. */
async function thirdLook(storyboard: Storyboard, search = 'impossible') {
  const found = { take: { storyboardId: 'sb_1' }, search };
  const watch = new StandstillWatch({ unconfirmed: async () => [found] } as unknown as Client);
  await watch.look([storyboard]);
  expect(await watch.look([storyboard])).toBeUndefined();
  return (await watch.look([storyboard]))?.reasons;
}

describe('StandstillWatch', () => {
  test.each(['balance', 'auth', 'address', 'budget', 'paused', 'unconfirmed'] as const)(
    'notices that %s needs a person',
    async (reason) => {
      expect(await thirdLook(waitingFor({ reason, takes: 1 }))).toEqual([reason]);
    },
  );

  test('counts takes that wait for a blocked one', async () => {
    const dependent = { reason: 'dependency', takes: 1 } as const;
    const two = { counts: { ...none, queued: 2 } };
    const blocked = { ...waitingFor({ reason: 'balance', takes: 1 }, dependent), ...two } as Storyboard;
    const moving = { ...waitingFor({ reason: 'provider', takes: 1 }, dependent), ...two } as Storyboard;
    expect([await thirdLook(blocked), await thirdLook(moving)]).toEqual([
      ['balance', 'dependency'],
      undefined,
    ]);
  });

  test('goes on while time helps', async () => {
    const tomorrow = '2026-11-29T00:00:00Z';
    expect(await thirdLook(waitingFor({ reason: 'provider', takes: 1 }))).toBeUndefined();
    expect(await thirdLook(waitingFor({ reason: 'budget', takes: 1, until: tomorrow }))).toBeUndefined();
    expect(await thirdLook(waitingFor({ reason: 'unconfirmed', takes: 1 }), 'running')).toBeUndefined();
  });

  test('begins anew when something moved between', async () => {
    const watch = new StandstillWatch({ unconfirmed: async () => [] } as unknown as Client);
    const [still, moving] = [
      waitingFor({ reason: 'balance', takes: 1 }),
      waitingFor({ reason: 'permit', takes: 1 }),
    ];
    for (const one of [still, still, moving, still, still]) expect(await watch.look([one])).toBeUndefined();
    expect(await watch.look([still])).toBeDefined();
  });
});
