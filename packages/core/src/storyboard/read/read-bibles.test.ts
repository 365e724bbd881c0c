import { describe, expect, test } from 'vitest';
import { filesOf, readPictures, refusePictures } from './pictures.fixture.ts';

const MEI = 'https://x.example/mei.png';
const HALL = 'https://x.example/hall.png';

function shot(prompt_text: string, change: object = {}) {
  return { segment_index: 1, prompt_text, ...change };
}

/** The references of one shot of a document, with a model that takes nine. */
function sentBy(document: object, prompt: string, change: object = {}) {
  return readPictures({ ...document, segments: [shot(prompt, change)] }, { model: 'many' }).inputs;
}

describe('a picture in a bible', () => {
  test.each([
    [{ images: [MEI] }],
    [{ image: MEI }],
    [{ image_url: ` ${MEI} ` }],
    [{ reference_images: MEI }],
    [{ images: [{ url: MEI }] }],
    [{ 图片: MEI }],
    [{ images: MEI, 参考图: [MEI, 'none', null] }],
  ])('is sent with a shot that names its character: %j', (pictures) => {
    const document = { character_bible: [{ name: '小美', ...pictures }] };
    expect(sentBy(document, '小美走进来')).toEqual([`reference ${MEI}`]);
  });

  test.each([
    ['小美走进来', {}],
    ['[小美] walks', {}],
    ['美美走进来', {}],
    ['@xiaomei walks', {}],
    ['a walk', { asset: { characters: ['小美'] } }],
    ['a walk', { asset: { characters: ['小美@other'] } }],
    ['a walk', { asset: { characters: ['@xiaomei'] } }],
  ])('is sent with %j %j', (prompt, change) => {
    const entry = { name: '小美', aliases: ['美美'], id: '@xiaomei', images: [MEI] };
    expect(sentBy({ character_bible: [entry] }, prompt, change)).toEqual([`reference ${MEI}`]);
  });

  test.each([
    ['Anna walks', 'Ann'],
    ['He says “Ann?”', 'Ann'],
    ['[Bob] looks at Ann', 'Ann'],
  ])('is not sent with %j, which does not name %s', (prompt, name) => {
    const document = { character_bible: [{ name, images: [MEI] }, { name: 'Bob' }] };
    expect(sentBy(document, prompt)).toEqual([]);
  });

  test.each([
    ['走廊', { asset: { scene: '走廊' } }],
    ['走廊', { asset: { scene: '走廊，深夜' } }],
    ['走廊尽头', {}],
  ])('of a scene is sent where %j or the asset %j names it', (prompt, change) => {
    const document = { scene_bible: [{ name: '走廊', images: [HALL] }] };
    expect(sentBy(document, prompt, change)).toEqual([`reference ${HALL}`]);
    expect(sentBy(document, 'a walk')).toEqual([]);
  });

  test('of a prop is sent where it is listed', () => {
    const document = { prop_bible: [{ name: '雨伞', aliases: ['伞'], image: HALL }] };
    expect(sentBy(document, 'a walk', { asset: { props: ['杯子', '伞'] } })).toEqual([`reference ${HALL}`]);
  });

  test('that cannot be fetched or found is an error', () => {
    const images = ['http://localhost/a.png', 'refs/a.png'];
    const document = { character_bible: [{ name: 'Mei', images }], segments: [shot('a walk')] };
    const errors = refusePictures(document);
    expect(errors[0]).toContain('image-url-private /storyboard/character_bible/0/images/0');
    expect(errors[1]).toContain(
      'image-url-unusable /storyboard/character_bible/0/images/1 no file "refs/a.png"',
    );
  });
});

describe('a bible by another name', () => {
  test.each([
    [{ characters: [{ name: '小美', image: MEI }] }],
    [{ 角色: [{ 名称: '小美', 图片: MEI }] }],
    [{ characterBible: [{ name: '小美', image: MEI }] }],
    [{ scenes: [{ name: '小美', image: MEI }] }],
    [{ 道具: [{ 道具名: '小美', 参考图: [MEI] }] }],
  ])('is read where it has pictures: %j', (document) => {
    const read = readPictures({ ...document, segments: [shot('小美')] }, { model: 'many' });
    expect(read.inputs).toEqual([`reference ${MEI}`]);
    expect(read.warnings).toMatchObject([{ code: 'field-understood', count: 1 }]);
  });

  test.each([
    [{ characters: [{ name: 'Mei', id: '@mei', description: 'tall' }] }],
    [{ scenes: [{ name: 'Mei', id: '@mei' }] }],
    [{ 角色: ['Mei@mei'] }],
  ])('without pictures changes no prompt, as it never did: %j', (document) => {
    const read = readPictures({ ...document, segments: [shot('Mei walks')] });
    expect(read.prompt).toBe('Mei walks');
    expect(read.warnings).toMatchObject([{ code: 'field-not-used' }]);
  });

  test('takes only ids with an @ for role ids', () => {
    const characters = [
      { id: 'char_1', name: 'Mei', image: MEI },
      { id: '@bob', name: 'Bob' },
    ];
    expect(readPictures({ characters, segments: [shot('Mei and Bob')] }).prompt).toBe('Mei and @bob');
  });

  test('adds its pictures to the character of the bible', () => {
    const document = {
      character_bible: [{ name: 'Mei', id: '@mei' }],
      characters: [{ name: 'mei', image: MEI }],
    };
    expect(sentBy(document, 'Mei walks')).toEqual([`reference ${MEI}`]);
  });
});

describe('a description', () => {
  const characters = [
    { name: '小美', description: '十八岁女孩，\n红裙', images: [MEI] },
    { name: 'Bob', description: 'tall' },
  ];

  function promptOf(document: object, model: string, change: object = {}): string {
    return readPictures({ ...document, segments: [shot('小美 and Bob', change)] }, { model }).prompt;
  }

  test('is said of whom neither a picture nor an id shows', () => {
    expect(promptOf({ character_bible: characters }, 'many')).toBe('小美 and Bob (Bob: tall)');
    expect(promptOf({ character_bible: characters }, 'text')).toBe(
      '小美 and Bob (小美: 十八岁女孩， 红裙) (Bob: tall)',
    );
    const asset = { characters: ['Bob@bob'], scene: 'Hall' };
    expect(promptOf({ character_bible: characters }, 'many', { asset })).toBe('小美 and @bob [Scene: Hall]');
  });

  test('stands before scene and note', () => {
    const change = { asset: { scene: 'Hall' }, director_intent: 'slow' };
    const document = { character_bible: [characters[1]], descriptions: 'always' };
    expect(promptOf(document, 'all', change)).toBe(
      '小美 and Bob (Bob: tall) [Scene: Hall] (Director Note: slow)',
    );
  });

  test('changes no prompt of a document without pictures', () => {
    const document = { character_bible: [{ name: 'Bob', description: 'tall' }] };
    expect(promptOf(document, 'all')).toBe('小美 and Bob');
    expect(promptOf({ ...document, descriptions: 'always' }, 'all')).toBe('小美 and Bob (Bob: tall)');
  });

  test('is not said where the order forbids it', () => {
    const document = {
      character_bible: characters,
      descriptions: 'always',
      segments: [shot('小美 and Bob')],
    };
    const options = { descriptions: 'never' };
    expect(readPictures(document, { model: 'text', options }).prompt).toBe('小美 and Bob');
  });
});

describe('pictures in folders', () => {
  const files = filesOf({
    'asset/character/小美_1.png': 'm',
    'asset/character/小美_2.png': 'n',
    'asset/scene/走廊.png': 'h',
    'asset/prop/雨伞.png': 'u',
    'asset/segment/1.png': 'f',
  });

  test('are references of what they are named after', () => {
    const asset = { scene: '走廊', props: ['雨伞'] };
    const segments = [{ ...shot('小美走进来', { asset }), segment_index: 2 }];
    const read = readPictures({ segments }, { files, model: 'many' });
    expect(read.inputs).toEqual(['reference m', 'reference h', 'reference u', 'reference n']);
    expect(read.storyboard.shots[0]?.inputs.map(({ of }) => of)).toEqual(['小美', '走廊', '雨伞', '小美']);
    const taken = read.warnings.filter(({ code }) => code === 'file-understood');
    expect(taken).toMatchObject([
      { detail: 'pictures of characters are taken from folders, 2 in all: 小美', count: 2 },
      {
        detail: 'pictures of scenes are taken from folders, 1 in all: 走廊',
        places: ['asset/scene/走廊.png'],
      },
      { detail: 'pictures of props are taken from folders, 1 in all: 雨伞' },
    ]);
    expect(read.told).toEqual(['file-not-used nothing uses the file asset/segment/1.png']);
  });

  test('belong to the character of the bible by its name or alias', () => {
    const character_bible = [{ name: 'Xiao Mei', aliases: ['小美'], id: '@mei' }];
    const read = readPictures(
      { character_bible, segments: [{ ...shot('Xiao Mei'), segment_index: 2 }] },
      { files },
    );
    expect(read.inputs).toEqual(['reference m', 'reference n']);
    expect(read.prompt).toBe('@mei');
  });

  test('are the first frame of a shot that has none', () => {
    const image_url = 'https://x.example/a.png';
    expect(readPictures({ segments: [shot('a cat')] }, { files }).inputs).toEqual(['first-frame f']);
    expect(readPictures({ segments: [shot('a cat', { image_url })] }, { files }).inputs).toEqual([
      `first-frame ${image_url}`,
    ]);
    expect(readPictures({ segments: [shot('a cat')] }, { files, model: 'many' }).inputs).toEqual([
      'reference f',
    ]);
    const read = readPictures({ segments: [shot('a cat')] }, { files, model: 'text' });
    expect(read.inputs).toEqual([]);
    expect(read.told.join('\n')).toContain('asset/segment/1.png is not sent: model text takes no picture');
    expect(read.warnings.filter(({ code }) => code === 'file-understood')).toHaveLength(3);
  });

  test('change nothing where no files can come', () => {
    expect(readPictures({ segments: [shot('小美走进来')] }).inputs).toEqual([]);
  });
});

test('names that are too expensive to find are refused, not looked for', () => {
  const aliases = Array.from({ length: 63 }, (_, at) => `${'一'.repeat(at + 1)}二`);
  const character_bible = [{ name: '二', aliases, images: [MEI] }];
  const prompt = `二 ${'一'.repeat(30_000)}`;
  const segments = Array.from({ length: 12 }, (_, at) => ({ ...shot(prompt), segment_index: at + 1 }));
  const [first, ...others] = refusePictures({ character_bible, segments });
  expect(first).toContain('order-too-large /storyboard/segments its prompts name characters too often');
  expect(others.length).toBeLessThan(3);
});

describe('a list that would hold up other requests', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `name ${index}`);

  test.each([
    [{ character_bible: names(2001).map((name) => ({ name })) }, {}, '/character_bible'],
    [{ prop_bible: [{ name: 'Bob', aliases: names(201) }] }, {}, '/prop_bible/0/aliases'],
    [{}, { asset: { characters: names(201) } }, '/segments/0/asset/characters'],
    [{}, { asset: { props: names(201) } }, '/segments/0/asset/props'],
  ])('is refused with its length', (document, change, pointer) => {
    const [error] = refusePictures({ ...document, segments: [shot('a walk', change)] });
    expect(error).toContain(`list-too-long /storyboard${pointer} the list has `);
  });
});
