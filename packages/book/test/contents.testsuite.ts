import { expect } from 'vitest';
import { begin, type Cases, clipOf, detail, finish, make, order, rowOf, send, statesOf } from './harness.ts';

const SAME = { contents: ['same'] };
const refused = { reason: 'content-policy' as const, message: 'No.' };

/** One content is made once, by one take; the others follow it, and share its clip or its fate. */
export const contentCases: Cases = {
  'follows the take that makes the same, then is given its clip': async ({ book }) => {
    const [maker = '', equal = ''] = await order(book, { id: 's', contents: ['same', 'same'] });
    await begin(book, maker, 'a1');
    const follows = await begin(book, equal, 'a2');
    expect(follows).toMatchObject({
      verdict: 'follow',
      moved: [{ takeId: equal, isFollowing: true, version: 2 }],
    });
    expect(await begin(book, equal, 'a3')).toMatchObject({ verdict: 'follow', moved: [{ version: 2 }] });
    expect(await book.takes.read({ takeId: equal })).toMatchObject({ follows: maker, state: 'queued' });
    await book.takes.accept({ takeId: maker, attemptId: 'a1', operationId: 'op1', detail });
    const stored = await finish(book, maker, 'op1', 'clip');
    expect(
      stored.moved.map(({ takeId, isFollowing, isReady }) => `${takeId} ${isFollowing} ${isReady}`).sort(),
    ).toEqual([`${maker} false false`, `${equal} false true`]);
    const begun = await begin(book, equal, 'a4', { epoch: null });
    expect(begun).toMatchObject({ verdict: 'reuse', maker, clip: clipOf('clip'), moved: [] });
    const reused = await book.takes.reuse({ takeId: equal, clip: clipOf('clip'), detail });
    expect(reused).toMatchObject({ verdict: 'stored', moved: [{ takeId: equal, state: 'reused' }] });
    const record = await book.takes.read({ takeId: equal });
    expect(record).toMatchObject({ state: 'reused', clip: clipOf('clip'), spentMicros: 0, bought: 0 });
    expect(await book.takes.reuse({ takeId: equal, clip: clipOf('clip'), detail })).toMatchObject({
      verdict: 'stale',
    });
  },

  'followers share the failure of their maker, and may be ordered again': async ({ book }) => {
    const [maker = '', equal = ''] = await order(book, { id: 's', contents: ['same', 'same'] });
    await begin(book, maker, 'a1');
    await begin(book, equal, 'a2');
    const refusal = { event: 'refuse', attemptId: 'a1', failure: refused, detail } as const;
    const ended = await book.takes.end({ takeId: maker, ...refusal });
    expect(ended.moved.map(({ takeId }) => takeId).sort()).toEqual([maker, equal].sort());
    expect(await book.takes.readMany({ takeIds: [maker, equal] })).toMatchObject([
      { state: 'failed', failure: refused },
      { state: 'failed', failure: refused },
    ]);
    await book.takes.retry({ takeIds: [equal], detail });
    expect(await rowOf(book, equal)).toMatchObject({ state: 'queued', isFollowing: false });
    expect(await begin(book, equal, 'a3')).toMatchObject({ verdict: 'go' });
  },

  'a follower whose order allows more renders makes it itself': async ({ book }) => {
    const [maker = ''] = await order(book, { id: 's', ...SAME });
    const [plain = ''] = await order(book, { id: 't', ...SAME });
    const [one = '', two = ''] = await order(book, { id: 'u', contents: ['same', 'same'], retryFailed: 1 });
    await send(book, maker, 'a1', 'op1');
    for (const take of [plain, one, two]) await begin(book, take, `a of ${take}`);
    const failure = { reason: 'provider-failed' as const, message: 'no' };
    const fail = (takeId: string, operationId: string) =>
      book.takes.end({ takeId, event: 'fail', operationId, failure, detail });
    expect((await fail(maker, 'op1')).moved).toHaveLength(4);
    expect(await statesOf(book, [plain, one, two])).toEqual(['failed', 'queued', 'queued']);
    for (const operation of ['op2', 'op3']) {
      await send(book, one, `a ${operation}`, operation);
      expect(await begin(book, two, `b ${operation}`)).toMatchObject({ verdict: 'follow' });
      await fail(one, operation);
    }
    expect(await statesOf(book, [one, two])).toEqual(['failed', 'failed']);
  },

  'followers of what was given up are made for themselves': async ({ book }) => {
    const [maker = '', equal = ''] = await order(book, { id: 's', contents: ['same', 'same'] });
    await begin(book, maker, 'a1');
    await begin(book, equal, 'a2');
    const failure = { reason: 'gave-up' as const, message: 'Given up.' };
    await book.takes.end({ takeId: maker, event: 'refuse', attemptId: 'a1', failure, detail });
    expect(await rowOf(book, equal)).toMatchObject({ state: 'queued', isFollowing: false });
    expect(await begin(book, equal, 'a3')).toMatchObject({ verdict: 'go' });
  },

  'a refused follower that is ordered again follows nothing': async ({ book }) => {
    const [maker = '', equal = ''] = await order(book, { id: 's', contents: ['same', 'same'] });
    await begin(book, maker, 'a1');
    await begin(book, equal, 'a2');
    await book.takes.end({ takeId: equal, event: 'refuse', failure: refused, detail });
    await book.takes.retry({ takeIds: [equal], detail });
    expect(await rowOf(book, equal)).toMatchObject({ state: 'queued', isFollowing: false });
  },

  'a maker that waits again hands its content over': async ({ book }) => {
    const [maker = '', equal = ''] = await order(book, { id: 's', contents: ['same', 'same'] });
    await begin(book, maker, 'a1');
    await begin(book, equal, 'a2');
    const requeued = await book.takes.requeue({ takeId: maker, attemptId: 'a1', by: 'holder', detail });
    expect(requeued.moved.map(({ takeId, isFollowing }) => `${takeId} ${isFollowing}`).sort()).toEqual([
      `${maker} false`,
      `${equal} false`,
    ]);
    expect(await begin(book, equal, 'a3')).toMatchObject({ verdict: 'go' });
    expect(await begin(book, maker, 'a4')).toMatchObject({ verdict: 'follow' });
  },

  'what a paused storyboard does not make is handed to another one': async ({ book }) => {
    const [paused = ''] = await order(book, { id: 's', ...SAME });
    const [waiting = ''] = await order(book, { id: 't', ...SAME });
    await begin(book, paused, 'a1');
    expect(await begin(book, waiting, 'b1')).toMatchObject({ verdict: 'follow' });
    await book.storyboards.pause({ id: 's' });
    const requeued = await book.takes.requeue({ takeId: paused, attemptId: 'a1', by: 'holder', detail });
    expect(requeued.moved.find(({ takeId }) => takeId === waiting)).toMatchObject({ isFollowing: false });
    expect(await begin(book, paused, 'a2')).toMatchObject({ verdict: 'paused' });
    await send(book, waiting, 'b2', 'op');
    await finish(book, waiting, 'op', 'clip');
    await book.storyboards.resume({ id: 's' });
    expect(await begin(book, paused, 'a3')).toMatchObject({ verdict: 'reuse', maker: waiting });
  },

  'a paused take claims no content before it is sent': async ({ book }) => {
    const [paused = ''] = await order(book, { id: 's', ...SAME });
    const [free = ''] = await order(book, { id: 't', ...SAME });
    await book.storyboards.pause({ id: 's' });
    expect(await begin(book, paused, 'a1')).toMatchObject({ verdict: 'paused' });
    expect(await begin(book, free, 'b1')).toMatchObject({ verdict: 'go' });
  },

  'cancelled followers, and followers of cancelled takes, stop waiting': async ({ book }) => {
    const [maker = '', one = '', two = ''] = await order(book, {
      id: 's',
      contents: ['same', 'same', 'same'],
    });
    await begin(book, maker, 'a1');
    await begin(book, one, 'a2');
    await begin(book, two, 'a3');
    await book.takes.cancel({ takeIds: [one], detail });
    expect(await rowOf(book, one)).toMatchObject({ state: 'cancelled', isFollowing: false });
    await book.takes.cancel({ takeIds: [maker], detail });
    const requeued = await book.takes.requeue({ takeId: maker, attemptId: 'a1', by: 'holder', detail });
    expect(requeued.moved).toHaveLength(2);
    expect(await statesOf(book, [maker, two])).toEqual(['cancelled', 'queued']);
    expect(await begin(book, two, 'a4')).toMatchObject({ verdict: 'go' });
  },

  'a take found late claims its content; equal takes follow it': async ({ book }) => {
    const [late = '', equal = ''] = await order(book, { id: 's', contents: ['same', 'same'] });
    await begin(book, late, 'a1');
    await book.takes.requeue({ takeId: late, attemptId: 'a1', by: 'holder', detail });
    await book.takes.accept({ takeId: late, attemptId: 'a1', operationId: 'op1', detail });
    expect(await begin(book, equal, 'a2')).toMatchObject({ verdict: 'follow' });
    expect(await book.takes.read({ takeId: equal })).toMatchObject({ follows: late });
  },

  'nothing that is not stored is shared between keys': async ({ book }) => {
    const [one = ''] = await order(book, { id: 's', apiKeyName: 'one', ...SAME });
    const [two = ''] = await order(book, { id: 't', apiKeyName: 'two', ...SAME });
    await send(book, one, 'a1', 'op1');
    expect(await begin(book, two, 'a2')).toMatchObject({ verdict: 'go' });
    const [open = ''] = await order(book, { id: 'u', ...SAME });
    expect(await begin(book, open, 'a3')).toMatchObject({ verdict: 'go' });
  },

  'what is stored is given to every key, its own first': async ({ book }) => {
    const [one = ''] = await order(book, { id: 's', apiKeyName: 'one', ...SAME });
    const [two = ''] = await order(book, { id: 't', apiKeyName: 'two', ...SAME });
    await begin(book, two, 'a2');
    await make(book, one, 'one');
    const [third = ''] = await order(book, { id: 'u', apiKeyName: 'three', ...SAME });
    expect(await begin(book, third, 'a3')).toMatchObject({
      verdict: 'reuse',
      clip: clipOf('one'),
      maker: one,
    });
    await book.takes.accept({ takeId: two, attemptId: 'a2', operationId: 'op2', detail });
    await finish(book, two, 'op2', 'two');
    const [own = ''] = await order(book, { id: 'v', apiKeyName: 'two', ...SAME });
    expect(await begin(book, own, 'a4')).toMatchObject({ verdict: 'reuse', clip: clipOf('two'), maker: two });
    expect(await book.contents.stored({ fingerprints: ['same', 'other'] })).toEqual(['same']);
  },

  'forced beside unforced: both are paid, followers get the first clip': async ({ book }) => {
    const [plain = '', equal = ''] = await order(book, { id: 's', contents: ['same', 'same'] });
    const [forced = ''] = await order(book, { id: 'f', force: true, ...SAME });
    await begin(book, plain, 'a1');
    await begin(book, equal, 'a2');
    expect(await begin(book, forced, 'a3')).toMatchObject({ verdict: 'go' });
    await book.takes.accept({ takeId: forced, attemptId: 'a3', operationId: 'op3', detail });
    const stored = await finish(book, forced, 'op3', 'forced');
    expect(stored.moved.map(({ takeId }) => takeId).sort()).toEqual([forced, equal].sort());
    expect(await begin(book, equal, 'a4')).toMatchObject({ verdict: 'reuse', clip: clipOf('forced') });
    await book.takes.accept({ takeId: plain, attemptId: 'a1', operationId: 'op1', detail });
    expect(await finish(book, plain, 'op1', 'plain')).toMatchObject({ verdict: 'stored' });
    const [later = ''] = await order(book, { id: 'g', force: true, ...SAME });
    expect(await rowOf(book, later)).toMatchObject({ isReady: false });
    expect(await begin(book, later, 'a5')).toMatchObject({ verdict: 'go' });
  },

  'an unforced take follows a forced one that is on its way': async ({ book }) => {
    const [forced = ''] = await order(book, { id: 'f', force: true, ...SAME });
    const [plain = ''] = await order(book, { id: 's', ...SAME });
    await begin(book, forced, 'a1');
    expect(await begin(book, plain, 'a2')).toMatchObject({ verdict: 'follow' });
    const [second = ''] = await order(book, { id: 'g', force: true, ...SAME });
    expect(await begin(book, second, 'a3')).toMatchObject({ verdict: 'go' });
    await book.takes.end({ takeId: second, event: 'refuse', attemptId: 'a3', failure: refused, detail });
    expect(await book.takes.read({ takeId: plain })).toMatchObject({ state: 'queued', follows: forced });
  },

  'a lost clip is made again, once': async ({ book }) => {
    const [first = ''] = await order(book, { id: 's', ...SAME });
    await make(book, first, 'old');
    const [one = '', two = ''] = await order(book, { id: 't', contents: ['same', 'same'] });
    expect(await rowOf(book, one)).toMatchObject({ isReady: true });
    const wrong = await book.contents.lost({ takeId: one, clip: clipOf('another') });
    expect(wrong.verdict).toBe('waiting');
    expect(await begin(book, one, 'a0', { epoch: null })).toMatchObject({ verdict: 'reuse' });
    const lost = await book.contents.lost({ takeId: one, clip: clipOf('old') });
    const waiting = { isReady: false, isFollowing: false, version: 2 };
    // The other take was ready, so Redis needs its row too.
    expect(lost).toMatchObject({ verdict: 'waiting', moved: [{ takeId: one }, { takeId: two, ...waiting }] });
    expect(await begin(book, one, 'a1', { epoch: null })).toMatchObject({ verdict: 'no-permit' });
    expect(await begin(book, one, 'a1')).toMatchObject({ verdict: 'go' });
    expect(await begin(book, two, 'a2')).toMatchObject({ verdict: 'follow' });
    expect(await book.contents.lost({ takeId: one, clip: clipOf('old') })).toMatchObject({
      verdict: 'stale',
    });
    await book.takes.accept({ takeId: one, attemptId: 'a1', operationId: 'op1', detail });
    await finish(book, one, 'op1', 'new');
    expect(await begin(book, two, 'a3')).toMatchObject({ verdict: 'reuse', clip: clipOf('new') });
  },

  'a damaged clip is replaced where it is known': async ({ book }) => {
    const [take = ''] = await order(book, { id: 's', ...SAME });
    await make(book, take, 'old');
    const [forced = ''] = await order(book, { id: 'f', force: true, ...SAME });
    await make(book, forced, 'newer');
    const replace = (takeId: string, damaged: string, clip: string) =>
      book.contents.replace({ takeId, damaged: clipOf(damaged), clip: clipOf(clip) });
    expect(await replace(forced, 'unknown', 'x')).toEqual({ verdict: 'stale' });
    expect(await replace('x', 'old', 'x')).toEqual({ verdict: 'stale' });
    expect(await replace(forced, 'newer', 'newest')).toEqual({ verdict: 'replaced' });
    expect(await book.takes.read({ takeId: forced })).toMatchObject({ clip: clipOf('newest') });
    // The content now has the forced take's clip; this take keeps its own.
    expect(await replace(take, 'old', 'old again')).toEqual({ verdict: 'replaced' });
    expect(await book.takes.read({ takeId: take })).toMatchObject({ clip: clipOf('old again') });
    const [equal = ''] = await order(book, { id: 't', ...SAME });
    expect(await begin(book, equal, 'a')).toMatchObject({ verdict: 'reuse', clip: clipOf('newest') });
  },

  'adopts a stored clip and frees the followers of its maker': async ({ book }) => {
    const [maker = '', equal = ''] = await order(book, { id: 's', contents: ['same', 'same'] });
    await begin(book, maker, 'a1');
    await begin(book, equal, 'a2');
    await book.contents.adopt({ fingerprint: 'same', takeId: 'gone', clip: clipOf('found') });
    expect(await rowOf(book, equal)).toMatchObject({ isReady: true, isFollowing: false });
    expect(await begin(book, equal, 'a3')).toMatchObject({ verdict: 'reuse', clip: clipOf('found') });
    await book.contents.adopt({ fingerprint: 'same', takeId: 'gone', clip: clipOf('another') });
    await book.contents.adopt({
      fingerprint: 'same',
      takeId: 'gone',
      apiKeyName: 'key',
      clip: clipOf('third'),
    });
    expect(await book.contents.list({ after: '', limit: 9 })).toMatchObject({
      cursor: 'same',
      clips: [{}, {}],
    });
    expect(await begin(book, equal, 'a4')).toMatchObject({ verdict: 'reuse', clip: clipOf('found') });
  },

  'lists every stored clip, page by page': async ({ book }) => {
    for (const fingerprint of ['a', 'b', 'c']) {
      await book.contents.adopt({ fingerprint, takeId: 't', clip: clipOf(fingerprint) });
      await book.contents.adopt({
        fingerprint,
        takeId: 't',
        apiKeyName: 'key',
        clip: clipOf(`${fingerprint} of key`),
      });
    }
    const seen: string[] = [];
    for (let after = '', pages = 0; pages < 9; pages += 1) {
      const { cursor, clips } = await book.contents.list({ after, limit: 1 });
      if (cursor === '') break;
      seen.push(...clips.map(({ key }) => key));
      after = cursor;
    }
    const keys = ['a', 'b', 'c'].flatMap((name) => [`${name}.mp4`, `${name} of key.mp4`]);
    expect(seen.sort()).toEqual(keys.sort());
  },

  'a paused follower says paused, and is not ready': async ({ book }) => {
    const [maker = ''] = await order(book, { id: 's', ...SAME });
    await make(book, maker, 'clip');
    const [equal = ''] = await order(book, { id: 't', ...SAME });
    await book.storyboards.pause({ id: 't' });
    expect(await begin(book, equal, 'a1')).toMatchObject({ verdict: 'paused' });
    expect(await rowOf(book, equal)).toMatchObject({ isPaused: true });
  },
};
