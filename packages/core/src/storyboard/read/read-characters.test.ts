import { describe, expect, test } from 'vitest';
import type { Character } from '../../model.ts';
import { buildPrompt } from '../prompt/build-prompt.ts';
import { readOne } from './reading.fixture.ts';

const BIBLE = [
  { id: '@xiaomei', name: '小美', aliases: ['小美老师', null, '[美美]'], description: 'x', voice_id: null },
  { id: null, name: 'Bob', aliases: null },
  null,
];

function castOf(characters: unknown, promptText = 'x', bible: unknown = []): readonly Character[] {
  const segment = { segment_index: 1, prompt_text: promptText, asset: { characters } };
  return readOne({ character_bible: bible, segments: [segment] }).shot.characters;
}

describe('a character of a shot', () => {
  test.each([
    ['Alice', null],
    ['[Alice]', null],
    [' [ Alice ] ', null],
    ['【Alice】', null],
    ['Alice@alice ', '@alice'],
    ['Alice @alice', '@alice'],
    ['Alice (@alice)', '@alice'],
    ['Alice（@alice）', '@alice'],
    ['Alice ( @alice )', '@alice'],
    ['[Alice] (@alice)', '@alice'],
    ['[Alice@alice]', '@alice'],
    ['Alice＠alice', '@alice'],
    ['Alice@a.l_i-c3 (young)', '@a.l_i-c3'],
    [{ name: 'Alice', id: '@alice' }, '@alice'],
    [{ name: '[Alice]', id: 'alice' }, '@alice'],
    [{ name: 'Alice', id: ' @@alice ' }, '@alice'],
    [{ name: 'Alice (@alice)', id: null }, '@alice'],
    [{ name: 'Alice', id: '' }, null],
    [{ name: 'Alice' }, null],
  ])('is read from %j', (entry, id) => {
    expect(castOf([entry])).toEqual([{ name: 'Alice', id, aliases: [] }]);
  });

  test.each([[[]], [[null, '', ' ', '[]', '@alice', {}, { id: '@x' }]], [null], ['']])(
    'is nobody where nobody is named: %j',
    (characters) => expect(castOf(characters)).toEqual([]),
  );

  test('keeps round brackets that belong to its name', () => {
    expect(castOf('Alice (young)')).toEqual([{ name: 'Alice (young)', id: null, aliases: [] }]);
  });

  test('named twice is one, with the id it has somewhere', () => {
    expect(castOf(['Alice', 'Alice@alice', 'Alice'])).toEqual([{ name: 'Alice', id: '@alice', aliases: [] }]);
  });

  test('with an unusable id stays a name, with a warning', () => {
    const asset = { characters: [{ name: 'Alice', id: 'al ice' }] };
    const { shot, warnings } = readOne({ segments: [{ segment_index: 4, prompt_text: 'Alice', asset }] });
    expect(shot.characters).toEqual([{ name: 'Alice', id: null, aliases: [] }]);
    const pointer = '/segments/0/asset/characters/0/id';
    expect(warnings).toMatchObject([
      { code: 'character-without-id', pointer, segmentIndex: 4, asked: 'al ice' },
    ]);
  });

  test('without an id is no warning', () => {
    const asset = { characters: ['Alice'] };
    expect(readOne({ segments: [{ segment_index: 1, prompt_text: 'x', asset }] }).warnings).toEqual([]);
  });
});

describe('the bible', () => {
  const MEI = { name: '小美', id: '@xiaomei', aliases: ['小美老师', '美美'], description: 'x' };

  test.each([['小美'], ['[小美]'], ['小美老师'], [{ name: '美美' }], ['@xiaomei'], [{ id: 'xiaomei' }]])(
    'gives the id and the aliases for %j',
    (entry) => expect(castOf([entry], 'x', BIBLE)).toEqual([MEI]),
  );

  test('is known to a shot without a list', () => {
    expect(castOf(null, '老师美美走进来', BIBLE)).toEqual([MEI]);
    expect(castOf(null, '没有人', BIBLE)).toEqual([]);
  });

  test('yields to an id the shot gives', () => {
    expect(castOf(['小美@other'], '小美', BIBLE)).toEqual([{ ...MEI, id: '@other' }]);
  });

  test('keeps an alias with another id a separate person', () => {
    const promptText = '小美老师和小美，美美';
    const characters = castOf(['小美老师@teacher'], promptText, BIBLE);
    const shot = { promptText, characters, scene: null, props: [], directorIntent: null };
    expect(buildPrompt(shot)).toBe('@teacher 和 @xiaomei ， @xiaomei');
  });
});
