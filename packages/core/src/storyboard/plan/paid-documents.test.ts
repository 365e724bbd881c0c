import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PICTURES } from '../read/pictures.fixture.ts';
import { readStoryboard } from '../read/read-storyboard.ts';
import { planStoryboard } from './plan-storyboard.ts';

const AT = 'https://x.example/';
const SHOT = { prompt_text: '小美 and Bob in the 走廊, “Bob!”' };

/** What documents had before pictures could be sent along: descriptions, lists of other tools, paths in odd fields. */
const DOCUMENT = {
  character_bible: [
    { id: '@xiaomei', name: '小美', aliases: ['美美'], alias: 'x', description: '十八岁女孩', voice_id: 'v' },
    { name: 'Bob', description: 'tall' },
  ],
  characters: [{ id: 'char_1', name: '走廊', description: 'long' }],
  scenes: [{ id: 7, name: '走廊' }],
  道具: ['雨伞'],
  segments: [
    { ...SHOT, asset: { characters: ['Bob@bob'], scene: '走廊', props: ['雨伞'] } },
    { ...SHOT, image_url: `[${AT}a.png?Expires=1&Signature=s]`, last_frame: 'refs/b.png' },
    { ...SHOT, reference_images: [`${AT}a.png`, `${AT}b.png`, `${AT}c.png`] },
    { ...SHOT, reference_image: `${AT}a.png`, 尾帧: `${AT}b.png` },
    { ...SHOT, image: 'refs/b.png', model: 'text' },
    SHOT,
  ].map((segment, at) => ({ segment_index: at + 1, ...segment })),
};

/** Never edit the hash: the clips are paid for. */
test('a document of old keeps its requests and fingerprints', () => {
  const read = readStoryboard({ storyboard: DOCUMENT }, PICTURES);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const takes = planStoryboard(read.storyboard, { takes: 2 });
  const said = takes.map(({ request, fingerprint }) => [request, fingerprint]);
  expect(hash('sha256', JSON.stringify(said), 'hex')).toBe(
    'b7c510cc13116a454a7b9fa1352735ae87e6c35eb4697b528926ec8a4d73ee01',
  );
});
