import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Character } from '../../model.ts';
import { buildPrompt, replaceNames } from './build-prompt.ts';

const ALICE: Character = { name: 'Alice', id: '@alice', aliases: [] };
const AL: Character = { name: 'Al', id: '@al', aliases: [] };
const BOB: Character = { name: 'Bob', id: null, aliases: [] };
const MEI: Character = { name: '小美', id: '@xiaomei', aliases: ['小美老师', '美美'] };
const LI: Character = { name: '李小美', id: '@li_mei', aliases: [] };
const JOSE: Character = { name: 'José', id: '@jose.m-1', aliases: [] };
const SMITH: Character = { name: 'Alice Smith', id: null, aliases: [] };

type Row = [rule: string, text: string, characters: Character[], expected: string];

const ROWS: Row[] = [
  ['a name at the start', 'Alice smiles', [ALICE], '@alice smiles'],
  ['a name at the end', 'a portrait of Alice', [ALICE], 'a portrait of @alice'],
  ['the name alone', 'Alice', [ALICE], '@alice'],
  [
    'a Chinese name, which has no word boundaries',
    '镜头跟随小美走进教室',
    [MEI],
    '镜头跟随 @xiaomei 走进教室',
  ],
  ['a Latin name between Chinese characters', '让Alice走', [ALICE], '让 @alice 走'],
  ['an alias', '美美回头', [MEI], '@xiaomei 回头'],
  ['the longest of name and alias', '小美老师和小美', [MEI], '@xiaomei 和 @xiaomei'],
  ['a name that is part of another one', '李小美看着小美', [MEI, LI], '@li_mei 看着 @xiaomei'],
  ['a short name inside a word: left', 'Also Al, and Alan', [AL], 'Also @al , and Alan'],
  ['a short name beside digits and _: left', 'Al2 _Al Al_', [AL], 'Al2 _Al Al_'],
  ['a short name beside accents: left', 'Alé éAl', [AL], 'Alé éAl'],
  ['the longest first', 'Alice and Al', [AL, ALICE], '@alice and @al'],
  ['a possessive', "Alice's hand", [ALICE], "@alice 's hand"],
  ['punctuation', 'See Alice. (Alice)', [ALICE], 'See @alice . ( @alice )'],
  ['full-width punctuation', '小美，跑！', [MEI], '@xiaomei ，跑！'],
  ['many spaces around a name', 'then   Alice   runs', [ALICE], 'then @alice runs'],
  ['ideographic spaces around a name', '然后　小美　跑', [MEI], '然后 @xiaomei 跑'],
  ['spaces elsewhere: kept', 'a  b Alice c  d', [ALICE], 'a  b @alice c  d'],
  ['line breaks: kept', 'one\nAlice\ntwo', [ALICE], 'one\n @alice \ntwo'],
  ['two names side by side', '小美美美', [MEI], '@xiaomei @xiaomei'],
  ['a composed name written decomposed', 'Jose\u0301 sits', [JOSE], '@jose.m-1 sits'],
  ['a character without an id: left', 'Bob meets Alice', [BOB, ALICE], 'Bob meets @alice'],
  [
    'a longer name without an id guards its parts',
    'Alice Smith, Alice',
    [ALICE, SMITH],
    'Alice Smith, @alice',
  ],
  ['another case: left', 'alice ALICE', [ALICE], 'alice ALICE'],
  ['no characters', ' just a text ', [], 'just a text'],

  [
    'bracketed only, as soon as one name is',
    '[Alice] looks, Alice waits',
    [ALICE],
    '@alice looks, Alice waits',
  ],
  ['bracketed Chinese', '[小美]跑向小美', [MEI], '@xiaomei 跑向小美'],
  ['a bracketed alias', '[小美老师]坐下', [MEI], '@xiaomei 坐下'],
  ['spaces inside the brackets', '[ Alice ] sits', [ALICE], '@alice sits'],
  ['double round brackets', 'the ((Alice)) and Alice', [ALICE], 'the @alice and Alice'],
  ['single round brackets are none', '(Alice) and Alice', [ALICE], '( @alice ) and @alice'],
  ['bracketed without an id decides too', '[Bob] and Alice', [BOB, ALICE], '[Bob] and Alice'],
  ['brackets around other words decide nothing', '[Style: Alice] x', [ALICE], '[Style: @alice ] x'],
  ['unknown bracketed names stay', '[Eve] and [Alice]', [ALICE], '[Eve] and @alice'],
  ['an unclosed bracket', '[Alice runs', [ALICE], '[ @alice runs'],
  ['a bracketed name in dialogue decides nothing', '"[Alice]" says Alice', [ALICE], '"[Alice]" says @alice'],
  ['two bracketed names side by side', '[Alice][小美]', [ALICE, MEI], '@alice @xiaomei'],

  ['straight quotes', 'Alice says "I am Alice" to Alice', [ALICE], '@alice says "I am Alice" to @alice'],
  ['curly quotes', '小美说“我是小美”。小美', [MEI], '@xiaomei 说“我是小美”。 @xiaomei'],
  ['curly inside straight', '"“Alice” Alice" Alice', [ALICE], '"“Alice” Alice" @alice'],
  ['straight inside curly', '“a "Alice” Alice', [ALICE], '“a "Alice” @alice'],
  ['an unclosed straight quote opens nothing', 'a 27" screen, Alice', [ALICE], 'a 27" screen, @alice'],
  ['an unclosed curly quote opens nothing', '“Alice runs', [ALICE], '“ @alice runs'],
  ['ids in dialogue: untouched', '"(@alice)" Alice', [ALICE], '"(@alice)" @alice'],
  ['spaces in dialogue: untouched', 'Alice"  hi  "Alice', [ALICE], '@alice "  hi  " @alice'],

  ['name and id together', 'named Alice(@alice ) smiling', [ALICE], 'named @alice smiling'],
  ['name and id, apart', 'Alice (@alice) and Alice@alice x', [ALICE], '@alice and @alice x'],
  ['name and id in full-width brackets', '小美（@xiaomei）笑', [MEI], '@xiaomei 笑'],
  ['name and id inside brackets', '[小美@xiaomei]笑', [MEI], '@xiaomei 笑'],
  ['an id behind brackets', '[Alice](@alice ) x', [ALICE], '@alice x'],
  ["another one's id behind a name", 'Alice (@bob) x', [ALICE], '@alice ( @bob ) x'],
  ['an id that only starts the same', 'Alice (@alice2) x', [ALICE], '@alice ( @alice2 ) x'],
  ['an id in the text', '请@alice坐下', [ALICE], '请 @alice 坐下'],
  ['an id nobody listed', 'see   @stranger,ok', [], 'see @stranger ,ok'],
  ['an id before a full stop', 'I see @alice.', [ALICE], 'I see @alice .'],
  ['an id with dot and dash', 'I see @jose.m-1. Ok', [JOSE], 'I see @jose.m-1 . Ok'],
  ['ids side by side', '@alice@bob', [ALICE], '@alice @bob'],
  ['an address', 'mail a@b.com now', [ALICE], 'mail a@b.com now'],
  ['an address with a name before the @', 'Alice@example.com', [ALICE], 'Alice@example.com'],
  ['an address with the id as its start', 'Alice@alice.com', [ALICE], 'Alice@alice.com'],
  ['an address with a name behind the @', 'x.y@Alice.com', [ALICE], 'x.y@Alice.com'],
  ['an address with a name as a part', 'Alice.B+c@d.org', [ALICE], 'Alice.B+c@d.org'],
  ['an address behind an accent', 'José@example.com', [JOSE], 'José@example.com'],
  ['an address in a link', 'https://x.com/@someone', [ALICE], 'https://x.com/@someone'],
  ['a lone @', 'meet @ 5', [ALICE], 'meet @ 5'],
  ['an id that ends in no Latin letter', '@小红a', [{ name: 'x', id: '@小红', aliases: [] }], '@小红 a'],
  ['an id that is no Latin word', '小红@小红来', [{ name: '小红', id: '@小红', aliases: [] }], '@小红 来'],
];

describe('the prompt text', () => {
  test.each(ROWS)('%s', (_, text, characters, expected) => {
    expect(replaceNames(text, characters)).toBe(expected);
  });

  const piece = fc.constantFrom(
    'Alice',
    '小美',
    'Bob',
    '[',
    ']',
    '((',
    '))',
    '(',
    ')',
    '"',
    '“',
    '”',
    ' ',
    '　',
    '\n',
    'a',
    '走',
    ',',
    '。',
    '@alice',
    '@xiaomei',
    '@x.y',
    '@',
    'a@b.com',
    '😀',
    '1',
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  test('has one space on each side of unquoted ids', () => {
    fc.assert(
      fc.property(text, (text) => {
        const bare = replaceNames(text, [ALICE, MEI, BOB]).replaceAll(/"[^"]*"|“[^”]*”/g, '"');
        for (const { index, 0: id } of bare.matchAll(/(?<![\w/.@])@(?:alice|xiaomei|x\.y)(?!\w)/g)) {
          const [before, after] = [bare.slice(0, index), bare.slice(index + id.length)];
          expect(before).toMatch(/^$|(^|[^ \t　]) $/);
          expect(after).toMatch(/^$|^ ([^ \t　]|$)/);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('keeps dialogue unchanged', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^"“”]{0,20}$/), (words) => {
        expect(replaceNames(`Alice: "${words}" [Alice] “${words}”`, [ALICE])).toContain(`"${words}"`);
        expect(replaceNames(`Alice: "${words}" [Alice] “${words}”.`, [ALICE])).toContain(`“${words}”`);
      }),
    );
  });

  test('does not change once everything is in place', () => {
    fc.assert(
      fc.property(text, (text) => {
        const once = replaceNames(text, []);
        expect(replaceNames(once, [])).toBe(once);
      }),
    );
  });
});

describe('the prompt sent to the provider', () => {
  const shot = {
    promptText: 'Alice runs',
    characters: [ALICE],
    scene: null,
    props: [],
    directorIntent: null,
  };

  test.each([
    ['nothing', {}, '@alice runs'],
    ['a scene', { scene: 'Room' }, '@alice runs [Scene: Room]'],
    ['props', { props: ['cup', 'hat'] }, '@alice runs [Props: cup, hat]'],
    ['a scene and props', { scene: '教室', props: ['杯子'] }, '@alice runs [Scene: 教室 | Props: 杯子]'],
    ['a note', { directorIntent: 'slow' }, '@alice runs (Director Note: slow)'],
    [
      'all of it, names in it untouched',
      { scene: 'Alice', props: ['Alice'], directorIntent: 'Alice' },
      '@alice runs [Scene: Alice | Props: Alice] (Director Note: Alice)',
    ],
    ['a scene behind an id', { promptText: 'see Alice ', scene: 'Room' }, 'see @alice [Scene: Room]'],
  ])('ends with %s', (_, parts, expected) => {
    expect(buildPrompt({ ...shot, ...parts })).toBe(expected);
  });
});
