import { describe, expect, test } from 'vitest';
import { planStoryboard } from '../plan/plan-storyboard.ts';
import { matrixId } from '../pictures/matrix.ts';
import { filesOf, readPictures, refusePictures, shaOf } from './pictures.fixture.ts';

const [A, B, C] = ['a', 'b', 'c'].map((name) => `https://x.example/${name}.png`);
const FILES = filesOf({ 'm.png': 'm', 'n.png': 'n', 'h.png': 'h', 'u.png': 'u' });

/** Two characters, a scene and a prop, all in the prompt; the pictures by their paths or addresses. */
function documentOf(
  [mei, bob, hall, cup]: readonly unknown[],
  change: object = {},
  more: object = {},
): object {
  return {
    character_bible: [
      { name: 'Bob', images: bob },
      { name: 'Mei', images: mei },
    ],
    scene_bible: [{ name: 'Hall', images: hall }],
    prop_bible: [{ name: 'Cup', images: cup }],
    segments: [{ segment_index: 1, prompt_text: 'A Cup in the Hall. Mei and Bob', ...change }],
    ...more,
  };
}

const HELD = documentOf(['m.png', 'n.png', 'h.png', 'u.png']);

describe('the references of a shot', () => {
  test('are its own, then characters as they appear, scene, props', () => {
    const document = documentOf([[A, 'm.png'], 'n.png', 'h.png', 'u.png'], { reference_images: [B, C] });
    expect(readPictures(document, { files: FILES, model: 'many' }).inputs).toEqual([
      `reference ${B}`,
      `reference ${C}`,
      `reference ${A}`,
      'reference n',
      'reference h',
      'reference u',
      'reference m',
    ]);
  });

  test('are the most important where the model takes fewer', () => {
    const read = readPictures(documentOf([[A, B], 'n.png', 'h.png', 'u.png']), { files: FILES });
    expect(read.inputs).toEqual([`reference ${A}`, 'reference n']);
    expect(read.told).toContain(
      'picture-not-sent model all takes 2 references; not sent: scene Hall, prop Cup, character Mei (picture 2)',
    );
    expect(read.warnings[0]).toMatchObject({ segmentIndex: 1 });
  });

  test('are sent once each', () => {
    const document = documentOf([A, A, B, B], { reference_images: [B, C] });
    expect(readPictures(document, { model: 'many' }).inputs).toEqual(
      [B, C, A].map((url) => `reference ${url}`),
    );
  });

  test('of a single listed one are references where more follow', () => {
    const document = documentOf([A, [], [], []], { reference_images: [B] });
    expect(readPictures(document).inputs).toEqual([`reference ${B}`, `reference ${A}`]);
    expect(readPictures(document, { model: 'frame' }).inputs).toEqual([`first-frame ${B}`]);
  });

  test.each([
    ['all', { image_url: C }, [`first-frame ${C}`], 'a shot with a frame takes no references'],
    ['frame', {}, [], 'model frame takes no references'],
    ['text', {}, [], 'model text takes no references'],
  ])('are left out with one warning by %s: %j', (model, change, inputs, words) => {
    const document = documentOf([A, B, [], []], change);
    const { segments } = document as { segments: object[] };
    const two = { ...document, segments: [...segments, { ...segments[0], segment_index: 2 }] };
    const read = readPictures(two, { model });
    expect(read.inputs).toEqual(inputs);
    expect(read.told).toEqual([
      `picture-not-sent pictures of what a shot names are not sent: ${words}; in 2 places`,
    ]);
  });

  test('that the shot lists itself stay an error where none are taken', () => {
    const document = documentOf([A, [], [], []], { reference_images: [B, C] });
    expect(refusePictures(document, { model: 'frame' })[0]).toContain('mode-not-supported');
  });
});

describe('a matrix', () => {
  const panels = [
    { kind: 'character', name: 'Mei', sha256: shaOf('m') },
    { kind: 'character', name: 'Bob', sha256: shaOf('n') },
    { kind: 'scene', name: 'Hall', sha256: shaOf('h') },
    { kind: 'prop', name: 'Cup', sha256: shaOf('u') },
  ] as const;
  const id = matrixId('16:9', panels);
  const LINE =
    ' [Reference sheet, left to right, top to bottom: 1 character Mei, 2 character Bob, 3 scene Hall, 4 prop Cup]';

  test.each([
    ['all', 'reference'],
    ['frame', 'first-frame'],
  ])('is the one picture %s gets, as %s', (model, role) => {
    const read = readPictures(HELD, { files: FILES, model });
    expect(read.storyboard.shots[0]?.inputs).toEqual([{ role, url: `asset:${id}`, sha256: id, panels }]);
    expect(read.prompt).toBe(`A Cup in the Hall. Mei and Bob${LINE}`);
    expect(read.told).toEqual([
      `pictures-stitched pictures of a shot are stitched into one picture, a matrix, for model ${model}`,
    ]);
  });

  test.each([
    ['auto', 'many', 4],
    ['always', 'many', 1],
    ['never', 'all', 2],
    ['never', 'frame', 0],
    ['always', 'text', 0],
  ])('by policy %s with %s leaves %i pictures', (matrix, model, pictures) => {
    expect(readPictures(HELD, { files: FILES, model, options: { matrix } }).inputs).toHaveLength(pictures);
    expect(readPictures({ ...HELD, matrix }, { files: FILES, model }).inputs).toHaveLength(pictures);
  });

  test('follows the shot before the order, and the order before the document', () => {
    const never = documentOf(['m.png', 'n.png', 'h.png', 'u.png'], { matrix: 'never' });
    const order = { files: FILES, options: { matrix: 'always' } };
    expect(readPictures(never, order).inputs).toHaveLength(2);
    expect(readPictures({ ...HELD, matrix: 'never' }, order).inputs).toHaveLength(1);
  });

  test('that says none of these words has no effect', () => {
    expect(readPictures({ ...HELD, matrix: 3 }, { files: FILES, model: 'many' }).told).toEqual([
      'field-not-used matrix is not used: it is none of auto, always, never',
    ]);
  });

  test('is never made of a picture we do not hold', () => {
    const document = documentOf([A, 'n.png', 'h.png', 'u.png'], {}, { matrix: 'always' });
    const read = readPictures(document, { files: FILES });
    expect(read.inputs).toEqual([`reference ${A}`, 'reference n']);
    expect(read.told.join('\n')).toContain('every picture in it must be uploaded');
  });

  test('has the pictures a shot lists first, by their file names', () => {
    const reference_images = ['m.png', 'n.png', 'h.png'];
    const document = { segments: [{ segment_index: 1, prompt_text: 'a cat', reference_images }] };
    const read = readPictures(document, { files: FILES });
    expect(read.prompt).toContain('1 picture m, 2 picture n, 3 picture h]');
  });

  test('shows all pictures of a kind side by side', () => {
    const document = documentOf([['m.png', 'n.png'], [], 'h.png', 'u.png']);
    expect(readPictures(document, { files: FILES }).prompt).toContain(
      '1 character Mei, 2 character Mei, 3 scene Hall, 4 prop Cup]',
    );
  });

  test('has at most 16 panels', () => {
    const characters = Array.from('abcdefghijklmnopqr');
    const signs = Object.fromEntries(characters.map((sign) => [`asset/character/${sign}.png`, sign]));
    const document = { segments: [{ segment_index: 1, prompt_text: 'all', asset: { characters } }] };
    const read = readPictures(document, { files: filesOf(signs) });
    expect(read.storyboard.shots[0]?.inputs[0]?.panels).toHaveLength(16);
    expect(read.told).toContain(
      'picture-not-sent a matrix has at most 16 pictures; not sent: character q, character r',
    );
  });

  test('is another one for another shape', () => {
    const upright = documentOf(['m.png', 'n.png', 'h.png', 'u.png'], { resolution: 'vertical' });
    const [input] = readPictures(upright, { files: FILES }).storyboard.shots[0]?.inputs ?? [];
    expect(input?.sha256).toBe(matrixId('9:16', panels));
  });
});

test('who a picture shows changes no fingerprint, and makes no two contents of one', () => {
  const segments = [1, 2].map((segment_index) => ({ segment_index, prompt_text: 'Mei', asset: {} }));
  const fingerprintsOf = (name: string) => {
    const character_bible = [{ name, aliases: ['Mei'], images: [A] }];
    const { storyboard } = readPictures({ character_bible, segments });
    return planStoryboard(storyboard, { takes: 1 }).map(({ fingerprint }) => fingerprint);
  };
  expect(fingerprintsOf('One')).toEqual(fingerprintsOf('Two'));
  expect(new Set(fingerprintsOf('One')).size).toBe(2);
});
