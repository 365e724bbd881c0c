import { expect } from 'vitest';
import type { KeptAnswer, KeyClaim } from '../src/calls.ts';
import { headOf } from '../src/procedures/accept-storyboard.ts';
import { begin, type Cases, detail, type Harness, order, plan, PRICE, PROVIDER, takeOf } from './harness.ts';

const claimOf = (owner: string, body = 'body'): KeyClaim => ({ name: 'key', body, owner });
const keptOf = (owner: string): KeptAnswer => ({ claim: claimOf(owner), answer: { id: owner } });
const claim = ({ book }: Harness, owner: string, body?: string) =>
  book.idempotency.claim({ claim: claimOf(owner, body), busyMs: 60_000 });

/** A draft with some of its takes, as a process leaves it that dies while it writes. */
async function draft({ driver }: Harness, id: string, written: number, total = 4): Promise<void> {
  const storyboard = plan({ id, takes: total, budgetMicros: 9 * PRICE });
  await driver.write('storyboards.openDraft', { head: headOf(storyboard) });
  const takes = storyboard.takes.slice(0, written);
  await driver.write('storyboards.addTakes', { id, providerId: PROVIDER, takes, place: 1 });
}

const age = ({ sql }: Harness) =>
  sql('update storyboards set created_at = created_at - 60000 where is_draft = 1');

/** Orders are kept whole or not at all, and once per key. */
export const draftCases: Cases = {
  'one of 50 requests with one key makes the storyboard': async (harness) => {
    const { book } = harness;
    const request = async (index: number): Promise<string> => {
      const owner = `owner ${index}`;
      const claimed = await claim(harness, owner);
      if (claimed.verdict !== 'go') return claimed.verdict;
      const storyboard = plan({ id: `s${index}`, takes: 3 });
      return (await book.storyboards.accept({ storyboard, kept: keptOf(owner) })).verdict;
    };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => request(index)));
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
    expect(answers.every((answer) => ['accepted', 'busy', 'replay'].includes(answer))).toBe(true);
    expect((await book.storyboards.list({ limit: 99 })).storyboards).toHaveLength(1);
    const winner = `owner ${answers.indexOf('accepted')}`;
    expect(await claim(harness, 'later')).toEqual({ verdict: 'replay', answer: { id: winner } });
  },

  'says busy, different and replay': async (harness) => {
    expect(await claim(harness, 'one')).toEqual({ verdict: 'go' });
    expect(await claim(harness, 'one')).toEqual({ verdict: 'go' });
    expect(await claim(harness, 'two')).toEqual({ verdict: 'busy' });
    expect(await claim(harness, 'two', 'another body')).toEqual({ verdict: 'different' });
    await harness.book.storyboards.accept({ storyboard: plan({ id: 's' }), kept: keptOf('one') });
    expect(await claim(harness, 'two')).toEqual({ verdict: 'replay', answer: { id: 'one' } });
    expect(await claim(harness, 'two', 'another body')).toEqual({ verdict: 'different' });
  },

  'takes over a dead request’s key; the dead one publishes nothing': async (harness) => {
    const { book, sql } = harness;
    await claim(harness, 'dead');
    await sql('update idempotency set busy_until = 1');
    expect(await claim(harness, 'alive')).toEqual({ verdict: 'go' });
    const thawed = await book.storyboards.accept({ storyboard: plan({ id: 'd' }), kept: keptOf('dead') });
    expect(thawed).toEqual({ verdict: 'superseded' });
    expect(await book.storyboards.read({ id: 'd' })).toBeNull();
    expect(await book.takes.read({ takeId: takeOf('d') })).toBeNull();
    const alive = await book.storyboards.accept({ storyboard: plan({ id: 'a' }), kept: keptOf('alive') });
    expect(alive).toEqual({ verdict: 'accepted' });
    expect((await book.storyboards.list({ limit: 9 })).storyboards.map(({ id }) => id)).toEqual(['a']);
  },

  'a retry is kept under a key in the same step': async (harness) => {
    const { book, sql } = harness;
    const takes = await order(book, { id: 's', takes: 2 });
    await book.takes.cancel({ takeIds: takes, detail });
    await claim(harness, 'one');
    await sql('update idempotency set busy_until = 1');
    await claim(harness, 'two');
    const late = await book.takes.retry({ takeIds: takes, detail, kept: keptOf('one') });
    expect(late).toEqual({ verdict: 'superseded', moved: [] });
    expect(await book.takes.retry({ takeIds: takes, detail, kept: keptOf('two') })).toMatchObject({
      verdict: 'retried',
    });
    expect(await claim(harness, 'three')).toEqual({ verdict: 'replay', answer: { id: 'two' } });
    expect((await book.takes.readMany({ takeIds: takes })).map(({ generation }) => generation)).toEqual([
      2, 2,
    ]);
  },

  'removing a storyboard frees its key': async (harness) => {
    const { book } = harness;
    await claim(harness, 'one');
    await book.storyboards.accept({ storyboard: plan({ id: 's' }), kept: keptOf('one') });
    await book.takes.cancel({ takeIds: [takeOf('s')], detail });
    await book.storyboards.remove({ id: 's' });
    expect(await claim(harness, 'two', 'another body')).toEqual({ verdict: 'go' });
  },

  'a draft is seen nowhere': async (harness) => {
    const { book } = harness;
    await draft(harness, 'd', 4);
    const takeIds = [takeOf('d')];
    expect(await book.storyboards.read({ id: 'd' })).toBeNull();
    expect(await book.storyboards.list({ limit: 9 })).toEqual({ storyboards: [] });
    expect(await book.storyboards.takes({ id: 'd' })).toEqual([]);
    expect(await book.takes.readMany({ takeIds })).toEqual([]);
    expect(await book.takes.openVersions({ providerId: PROVIDER, after: '', limit: 9 })).toEqual([]);
    expect(await book.takes.lineRows({ takeIds })).toEqual([]);
    const page = { providerId: PROVIDER, after: '', limit: 9 };
    expect(await book.takes.openRows({ ...page, inFlight: false })).toEqual([]);
    expect(await book.takes.queuedRows({ storyboardId: 'd', after: 0, limit: 9 })).toEqual([]);
    expect(await begin(book, takeOf('d'), 'a1')).toMatchObject({ verdict: 'unknown' });
    expect(await book.takes.cancel({ takeIds, detail })).toMatchObject({ cancelled: [], final: [] });
    expect(await book.storyboards.pause({ id: 'd' })).toEqual({ verdict: 'unknown' });
    expect(await book.storyboards.setBudget({ id: 'd', budgetMicros: 1 })).toEqual({ verdict: 'unknown' });
    expect(await book.storyboards.remove({ id: 'd' })).toEqual({ verdict: 'unknown' });
    expect(await book.budgets.fitting({ takeIds })).toEqual({ fits: [], parked: [], gone: takeIds });
  },

  'a draft is published only as a whole': async (harness) => {
    const { driver, book } = harness;
    await draft(harness, 'd', 3);
    await expect(driver.write('storyboards.publish', { id: 'd' })).rejects.toThrow('not whole');
    expect(await book.storyboards.read({ id: 'd' })).toBeNull();
    await book.storyboards.accept({ storyboard: plan({ id: 'd', takes: 4 }) });
    expect(await book.storyboards.read({ id: 'd' })).toMatchObject({ takes: 4, counts: { queued: 4 } });
  },

  'sweeps only drafts that are old, with all that was written': async (harness) => {
    const { book, sql } = harness;
    await draft(harness, 'd', 3);
    await order(book, { id: 's', budgetMicros: PRICE });
    expect(await book.storyboards.sweepDrafts({ olderThanMs: 30_000 })).toEqual({ removed: 0 });
    await age(harness);
    // Takes, then shots, then the storyboard itself.
    for (const removed of [3, 3, 1, 0]) {
      expect(await book.storyboards.sweepDrafts({ olderThanMs: 30_000 })).toEqual({ removed });
    }
    for (const table of ['takes', 'shots', 'storyboards', 'budgets']) {
      const [row] = await sql(`select count(*) as count from ${table}`);
      expect([table, row?.['count']]).toEqual([table, 1]);
    }
  },

  'what is published while it is swept is whole, or not published': async (harness) => {
    const { book, driver } = harness;
    for (let round = 0; round < 10; round += 1) {
      const id = `d${round}`;
      await draft(harness, id, 4);
      await age(harness);
      const [published] = await Promise.allSettled([
        driver.write('storyboards.publish', { id }),
        book.storyboards.sweepDrafts({ olderThanMs: 30_000 }),
        book.storyboards.sweepDrafts({ olderThanMs: 30_000 }),
      ]);
      const takes = await book.storyboards.takes({ id });
      const record = await book.storyboards.read({ id });
      expect([published.status, takes.length, record?.takes]).toEqual(
        published.status === 'fulfilled' ? ['fulfilled', 4, 4] : ['rejected', 0, undefined],
      );
      while ((await book.storyboards.sweepDrafts({ olderThanMs: 30_000 })).removed > 0);
    }
  },

  'a draft that is written again is young again': async (harness) => {
    const { book } = harness;
    await draft(harness, 'd', 4);
    await age(harness);
    await draft(harness, 'd', 0);
    expect(await book.storyboards.sweepDrafts({ olderThanMs: 30_000 })).toEqual({ removed: 0 });
  },

  'keeps 5,000 takes in parts, and again without a difference': async ({ book }) => {
    const storyboard = plan({ id: 's', takes: 5000, budgetMicros: 1 });
    expect(await book.storyboards.accept({ storyboard })).toEqual({ verdict: 'accepted' });
    expect(await book.storyboards.accept({ storyboard })).toEqual({ verdict: 'accepted' });
    expect(await book.storyboards.read({ id: 's' })).toMatchObject({
      takes: 5000,
      shots: 5000,
      counts: { queued: 5000 },
    });
    const places = await book.takes.queuedRows({ storyboardId: 's', after: 0, limit: 9999 });
    expect(places.map(({ place }) => place)).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1));
    expect(places.at(-1)?.takeId).toBe(takeOf('s', 4999));
  },
};
