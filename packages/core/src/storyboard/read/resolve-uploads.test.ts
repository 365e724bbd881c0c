import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planStoryboard } from '../plan/plan-storyboard.ts';
import { filesOf, PICTURES, readPictures, refusePictures, shaOf } from './pictures.fixture.ts';
import { readStoryboard } from './read-storyboard.ts';

const FILES = filesOf({ 'refs/mei.png': 'm', 'refs/caf\u00E9 1.png': 'c' });
const ADDRESS = 'https://x.example/a.png';

function shot(change: object): object {
  return { segments: [{ segment_index: 1, prompt_text: 'a cat', ...change }] };
}

describe('a picture sent with its document', () => {
  test.each([
    ['refs/mei.png'],
    ['./refs/mei.png'],
    ['refs\\mei.png'],
    ['refs%2Fmei.png'],
    ['"refs/mei.png"'],
    [{ url: 'refs/mei.png' }],
    [{ path: 'refs/mei.png' }],
    [['refs/mei.png']],
  ])('is found by %j', (image) => {
    const read = readPictures(shot({ image }), { files: FILES });
    expect(read.inputs).toEqual(['first-frame m']);
  });

  test.each([['refs/caf%C3%A9%201.png'], ['refs/cafe\u0301 1.png']])(
    'is found by the spelling %j',
    (image_url) => {
      expect(readPictures(shot({ image_url }), { files: FILES }).inputs).toEqual(['first-frame c']);
    },
  );

  test('has its role by the field, as an address has', () => {
    const files = filesOf({ 'a.png': 'a', 'b.png': 'b' });
    const frames = { image_url: 'a.png', 尾帧: 'b.png' };
    expect(readPictures(shot(frames), { files }).inputs).toEqual(['first-frame a', 'last-frame b']);
    const references = { 参考图: ['a.png', ADDRESS, 'b.png'] };
    expect(readPictures(shot(references), { files, model: 'many' }).inputs).toEqual([
      'reference a',
      `reference ${ADDRESS}`,
      'reference b',
    ]);
  });

  test('is one picture in two shots, whatever its path', () => {
    const files = filesOf({ 'a.png': 'a', 'b.png': 'a' });
    const segments = [1, 2].map((segment_index) => ({ segment_index, prompt_text: 'a cat' }));
    const fingerprintsOf = (paths: readonly string[]) => {
      const pictured = segments.map((segment, at) => ({ ...segment, image_url: paths[at] }));
      const { storyboard } = readPictures({ segments: pictured }, { files });
      return planStoryboard(storyboard, { takes: 1 }).map(({ fingerprint }) => fingerprint);
    };
    const both = fingerprintsOf(['a.png', 'b.png']);
    expect(both).toEqual(fingerprintsOf(['b.png', 'a.png']));
    expect(new Set(both).size).toBe(2);
  });
});

describe('a picture we hold', () => {
  const asset = `asset:${shaOf('m')}`;

  test.each([
    [asset],
    [asset.toUpperCase()],
    [` ${asset} `],
    [`"${asset}"`],
    [`assets：${shaOf('m')}`],
    [shaOf('m')],
  ])('is named by %j', (image_url) => {
    const assets = new Set([shaOf('m')]);
    const read = readPictures(shot({ image_url }), { assets });
    expect(read.storyboard.shots[0]?.inputs).toEqual([
      { role: 'first-frame', url: asset, sha256: shaOf('m') },
    ]);
    expect(readPictures(shot({ image_url })).inputs).toEqual(['first-frame m']);
  });

  test('of someone else is unknown', () => {
    expect(refusePictures(shot({ last_frame: asset, image_url: ADDRESS }), { assets: new Set() })).toEqual([
      expect.stringContaining(`unknown-asset /storyboard/segments/0/last_frame unknown asset ${asset}`),
    ]);
  });
});

describe('a picture that is not there', () => {
  test.each([
    [
      { image_url: 'mei.png' },
      'image_url',
      'no file "mei.png" came with the document; there is "refs/mei.png"',
    ],
    [{ image_url: 'refs/MEI.PNG' }, 'image_url', 'there is "refs/mei.png" Write "refs/mei.png".'],
    [
      { last_frame: 'b.png' },
      'last_frame',
      'no file "b.png" came with the document Send the document and its',
    ],
    [{ reference_images: [ADDRESS, 'b.png'] }, 'reference_images', 'no file "b.png"'],
    [{ image: '../mei.png' }, 'image', 'is no path inside the folder'],
    [{ image_url: 'C:\\pictures\\mei.png' }, 'image_url', 'is no path inside the folder'],
  ])('is an error that says where it might be: %j', (change, field, words) => {
    const [first, ...others] = refusePictures(shot(change), { files: FILES });
    expect(others).toEqual([]);
    expect(first).toContain(`image-url-unusable /storyboard/segments/0/${field}`);
    expect(first).toContain(words);
  });

  test('says how to send files with a JSON body', () => {
    const [first] = refusePictures(shot({ image_url: 'refs/mei.png' }));
    expect(first).toContain('multipart/form-data');
    expect(first).toContain('ZIP');
  });

  test.each([{ image: 'refs/mei.png' }, { last_frame: 'refs/mei.png', image_url: ADDRESS }])(
    'under a name that never counted stays a warning with a JSON body: %j',
    (change) => expect(readPictures(shot(change)).told[0]).toContain('field-not-used'),
  );

  test.each(['image_url', 'first_frame', 'reference_images'])('is refused as data in %s', (field) => {
    const [first] = refusePictures(shot({ [field]: 'data:image/png;base64,AAAA' }));
    expect(first).toContain(`picture-inline /storyboard/segments/0/${field}`);
  });

  test.each(['asset:', 'asset:abc', 'assets: abc', 'asset：abc', `asset:${'g'.repeat(64)}`])(
    'is refused as %s',
    (image_url) => {
      expect(refusePictures(shot({ image_url }))[0]).toContain('unknown-asset');
    },
  );
});

describe('files that nothing uses', () => {
  test('are told of by name', () => {
    const files = filesOf({ 'a.png': 'a', 'spare.png': 's', '__MACOSX/a.png': 'x', '.DS_Store': 'y' });
    const { warnings } = readPictures(shot({ image_url: 'a.png' }), { files });
    expect(warnings).toEqual([
      {
        pointer: '',
        code: 'file-not-used',
        detail: 'nothing uses the file spare.png',
        count: 1,
        places: ['spare.png'],
      },
    ]);
  });

  test('are told of once, in bounds', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${at}.png`, 's']));
    const [warning] = readPictures(shot({}), { files: filesOf(many) }).warnings;
    expect(warning).toMatchObject({ code: 'file-not-used', count: 30 });
    expect(warning?.detail).toContain('and 20 more');
  });
});

test('no value of a picture and no file makes the reading throw', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      'a.png',
      'asset/character/小美.png',
      'asset:',
      `asset:${shaOf('a')}`,
      ADDRESS,
      'data:',
      '%',
    ),
  );
  const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.record({ url: text }), fc.jsonValue());
  const files = fc.array(fc.tuple(text, fc.oneof(text, fc.constant(shaOf('a')))), { maxLength: 6 });
  const fields = fc.record({ image_url: value, last_frame: value, 参考图: value, matrix: value });
  const entry = fc.oneof(value, fc.record({ name: text, images: value, 图片: value, description: value }));
  const lists = fc.record({
    character_bible: fc.oneof(value, fc.array(entry, { maxLength: 3 })),
    scene_bible: fc.array(entry, { maxLength: 3 }),
    道具: fc.array(entry, { maxLength: 3 }),
    descriptions: value,
  });
  fc.assert(
    fc.property(
      fields,
      lists,
      files,
      fc.constantFrom('all', 'many', 'frame', 'text'),
      (change, more, sent, model) => {
        const document = { ...more, ...shot({ prompt_text: '小美 a.png', ...change }) };
        const read = readStoryboard(
          { storyboard: document, options: { model } },
          { ...PICTURES, files: new Map(sent), assets: new Set([shaOf('a')]) },
        );
        if (read.ok) expect(planStoryboard(read.storyboard, { takes: 1 })).toHaveLength(1);
        else expect(read.errors.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 100 },
  );
});
