import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Character } from '../../model.ts';
import { createNameIndex, namesIn } from './name-index.ts';

const character = (name: string, aliases: string[] = []): Character => ({ name, aliases, id: null });
const word = fc.string({ unit: fc.constantFrom('a', 'b', '雨'), minLength: 1, maxLength: 4 });

/** Names by start, then length, found by looking everywhere. */
function lookedFor(characters: readonly Character[], text: string): string[] {
  const names = characters.flatMap(({ name, aliases }) => [name, ...aliases].map((at) => ({ at, name })));
  const found = names
    .map(({ at, name }) => ({ at, name, start: text.indexOf(at) }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => a.start - b.start || a.at.length - b.at.length);
  return [...new Set(found.map(({ name }) => name))];
}

test('finds every name and alias, in the order of their first occurrence', () => {
  const characters = fc.uniqueArray(fc.tuple(word, fc.array(word, { maxLength: 2 })), {
    maxLength: 6,
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(characters, fc.string({ unit: fc.constantFrom('a', 'b', '雨', ' ') }), (given, text) => {
      const taken = new Set(given.map(([name]) => name));
      const bible = given.map(([name, aliases]) => {
        const own = aliases.filter((alias) => !taken.has(alias));
        for (const alias of own) taken.add(alias);
        return character(name, own);
      });
      const found = [...namesIn(createNameIndex(bible), text)].map(({ name }) => name);
      expect(found).toEqual(lookedFor(bible, text));
    }),
  );
});
