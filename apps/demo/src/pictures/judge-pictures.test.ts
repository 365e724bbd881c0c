import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Bill } from '../bill/bill.ts';
import type { NamedTake } from '../clips/read-takes.ts';
import { en } from '../locales/en.ts';
import { zh } from '../locales/zh.ts';
import { judgePictures, renderWays, type Sent } from './judge-pictures.ts';

const [MEI, BOB] = ['mei', 'bob'].map((name) => ({ path: `asset/${name}.png`, bytes: Buffer.from(name) }));
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const one = (text: string) => ({ shows: [hash(text)], isSheet: false });

/** As the API keeps them: encoded anew, so under another hash. */
const kept = new Map([
  ['kept-mei', one('mei')],
  ['kept-bob', one('bob')],
  ['kept-sheet', { shows: [hash('mei'), hash('bob')], isSheet: true }],
]);
const LINK = 'http://127.0.0.1/media/a';

/** Shot 1 wants both pictures; this is what arrived. */
function judge(...pictures: readonly [sha256: string | null, url: string | null][]) {
  const received = pictures.map(([sha256, url]) => ({ sha256, url }));
  const sent = {
    takes: [{ storyboardName: 'Night', segmentIndex: 1, providerId: 'p', operationId: 'op' } as NamedTake],
    bill: { operations: [{ operationId: 'op', pictures: received }] } as unknown as Bill,
    filesOfShots: new Map([[1, [MEI, BOB]]]),
    kept,
    texts: en,
  } as Sent;
  return judgePictures(sent);
}

describe('judgePictures', () => {
  test.each([
    ['links', [['kept-mei', LINK] as const, ['kept-bob', LINK] as const], { link: 2, data: 0, sheet: 0 }],
    ['bytes', [['kept-mei', null] as const, ['kept-bob', null] as const], { link: 0, data: 2, sheet: 0 }],
    ['one sheet', [['kept-sheet', LINK] as const], { link: 0, data: 0, sheet: 1 }],
  ])('counts %s and finds no problem', (_name, pictures, ways) => {
    const verdict = judge(...pictures.map(([sha256, url]): [string, string | null] => [sha256, url]));
    expect(verdict).toEqual({ ways: new Map([['p', ways]]), problems: [] });
  });

  test('names the file that did not arrive', () => {
    expect(judge(['kept-mei', LINK]).problems).toEqual(['Night 1: the sandbox did not get asset/bob.png']);
  });

  test('tells of a picture that is none of the shot', () => {
    const { problems } = judge(['kept-mei', LINK], ['kept-bob', LINK], ['other', LINK], [null, LINK]);
    expect(problems).toEqual(['Night 1: the sandbox got 2 other pictures']);
  });
});

test('renderWays has one line per provider', () => {
  const ways = new Map([
    ['dashscope', { link: 3, data: 0, sheet: 0 }],
    ['gemini', { link: 0, data: 1, sheet: 2 }],
    ['sora-hk', { link: 0, data: 0, sheet: 0 }],
  ]);
  expect(renderWays(ways, en)).toEqual([
    'Pictures at dashscope: 3 by link',
    'Pictures at gemini: 1 inside the request, 2 sheets',
    'Pictures at sora-hk: none',
  ]);
  expect(renderWays(ways, zh)).toEqual([
    'dashscope 收到的图片：3 张走链接',
    'gemini 收到的图片：1 张随请求发送，2 张拼图',
    'sora-hk 收到的图片：没有',
  ]);
});
