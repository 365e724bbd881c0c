import { expect } from 'vitest';
import type { Book } from '../src/book.ts';
import { type Cases, order, plan } from './harness.ts';

const hash = (letter: string): string => letter.repeat(64);
const asset = (letter: string) => ({
  sha256: hash(letter),
  mediaType: 'image/png',
  width: 8,
  height: 6,
  sizeBytes: 100,
});

async function ids(book: Book, owner: string): Promise<string[]> {
  const { assets } = await book.assets.list({ owner, limit: 10 });
  return assets.map(({ sha256 }) => sha256[0] ?? '').sort();
}

/** Pictures people gave us. */
export const assetCases: Cases = {
  'keeps a picture once for each owner': async ({ book }) => {
    const panels = [{ kind: 'character', name: '小美', sha256: hash('b') }];
    const given = { ...asset('a'), name: 'refs/小美.png', panels };
    expect(await book.assets.add({ owner: 'k', asset: given })).toEqual({ verdict: 'added' });
    expect(await book.assets.add({ owner: 'k', asset: given })).toEqual({ verdict: 'known' });
    expect(await book.assets.find({ owner: 'k', sha256s: [hash('a'), hash('c')] })).toMatchObject([
      { ...given, isUsed: false },
    ]);
    expect(await book.assets.find({ owner: 'other', sha256s: [hash('a')] })).toEqual([]);
    expect(await book.assets.facts({ sha256: hash('a') })).toEqual({
      mediaType: 'image/png',
      sizeBytes: 100,
    });
    expect(await book.assets.facts({ sha256: hash('c') })).toBeNull();
  },

  'holds an owner to its number of pictures': async ({ book }) => {
    const add = (owner: string, letter: string) => book.assets.add({ owner, asset: asset(letter), quota: 1 });
    expect(await add('k', 'a')).toEqual({ verdict: 'added' });
    expect(await add('k', 'b')).toEqual({ verdict: 'over-quota', kept: 1 });
    expect(await add('k', 'a')).toEqual({ verdict: 'known' });
    expect(await add('other', 'b')).toEqual({ verdict: 'added' });
  },

  'lists pictures page by page': async ({ book }) => {
    for (const letter of 'abcde') await book.assets.add({ owner: 'k', asset: asset(letter) });
    const seen: string[] = [];
    for (let before: string | undefined; ;) {
      const page = await book.assets.list({ owner: 'k', limit: 2, before });
      seen.push(...page.assets.map(({ sha256 }) => sha256[0] ?? ''));
      before = page.nextCursor;
      if (before === undefined) break;
    }
    expect(seen.toSorted().join('')).toBe('abcde');
  },

  'removes a picture only while no storyboard needs it': async ({ book }) => {
    await book.assets.add({ owner: 'k', asset: asset('a') });
    await book.assets.add({ owner: 'other', asset: asset('a') });
    await order(book, { id: 's', apiKeyName: 'k', assets: [hash('a')] });
    const remove = (owner: string) => book.assets.remove({ owner, sha256: hash('a') });
    expect(await book.assets.find({ owner: 'k', sha256s: [hash('a')] })).toMatchObject([{ isUsed: true }]);
    expect(await remove('k')).toEqual({ verdict: 'used' });
    expect(await remove('other')).toEqual({ verdict: 'removed', isLast: false });
    expect(await remove('other')).toEqual({ verdict: 'unknown' });
    await book.takes.cancel({ takeIds: ['s-0-1'], detail: {} });
    expect(await book.storyboards.remove({ id: 's' })).toEqual({ verdict: 'removed' });
    expect(await remove('k')).toEqual({ verdict: 'removed', isLast: true });
  },

  'orders nothing with a picture that was removed': async ({ book }) => {
    await book.assets.add({ owner: 'k', asset: asset('a') });
    for (const [id, takes] of [
      ['small', 1],
      ['large', 120],
    ] as const) {
      const storyboard = plan({ id, takes, apiKeyName: 'k', assets: [hash('a'), hash('b')] });
      expect(await book.storyboards.accept({ storyboard })).toEqual({ verdict: 'picture-gone' });
      expect(await book.storyboards.read({ id })).toBeNull();
    }
    while ((await book.storyboards.sweepDrafts({ olderThanMs: -60_000 })).removed > 0);
    expect(await book.assets.remove({ owner: 'k', sha256: hash('a') })).toMatchObject({ verdict: 'removed' });
  },

  'tells the pictures that nobody has used for long': async ({ book, sql }) => {
    for (const letter of 'abc') await book.assets.add({ owner: 'k', asset: asset(letter) });
    await order(book, { id: 's', apiKeyName: 'k', assets: [hash('b')] });
    await sql(`update assets set used_at = 1 where sha256 <> ?`, hash('c'));
    expect(await book.assets.unused({ unusedMs: 1000, limit: 10 })).toEqual([
      { owner: 'k', sha256: hash('a') },
    ]);
    expect(await ids(book, 'k')).toEqual(['a', 'b', 'c']);
  },

  'forgets what an abandoned draft was to use': async ({ book, driver, sql }) => {
    const head = { id: 'd', name: 'd', providerId: 'p', model: 'm', priority: 'normal', force: false };
    const draft = { ...head, warnings: [], assets: [hash('a')], shots: 0, total: 1 };
    await driver.write('storyboards.openDraft', { head: draft });
    expect(await sql('select * from asset_uses')).toHaveLength(1);
    while ((await book.storyboards.sweepDrafts({ olderThanMs: -60_000 })).removed > 0);
    expect(await sql('select * from asset_uses')).toEqual([]);
  },

  'keeps the first secret of an installation': async ({ book }) => {
    expect(await book.identity.secret({ name: 'media_secret', value: 'one' })).toBe('one');
    expect(await book.identity.secret({ name: 'media_secret', value: 'two' })).toBe('one');
  },
};
