import { ShotPreview } from '@cineflow/contracts';
import { describe, expect, test } from 'vitest';
import type { PlannedTake } from '../../model.ts';
import { planStoryboard } from './plan-storyboard.ts';
import { previewShots } from './preview-shots.ts';
import { filesOf, readPictures, shaOf } from '../read/pictures.fixture.ts';

const URL = 'https://x.example/mei.png';

function takeOf(segmentIndex: number, prompt: string): PlannedTake {
  const request = { model: 'm', prompt, inputs: [], durationSeconds: 10, aspectRatio: '16:9' };
  return { segmentIndex, takeNumber: 1, providerId: 'p', request, fingerprint: 'f' };
}

describe('the preview of an order', () => {
  test('has the prompt and the pictures of each shot once', () => {
    const document = {
      character_bible: [{ name: 'Mei', id: '@mei', images: [URL] }],
      scene_bible: [{ name: 'Hall', images: ['h.png'] }],
      segments: [
        { segment_index: 7, prompt_text: 'Mei in the Hall' },
        { segment_index: 2, prompt_text: 'a cat', image_url: 'h.png' },
      ],
    };
    const { storyboard } = readPictures(document, { files: filesOf({ 'h.png': 'h' }) });
    const { preview = [], ...rest } = previewShots({ takes: planStoryboard(storyboard, { takes: 2 }) });
    const hall = `asset:${shaOf('h')}`;
    expect(preview).toEqual([
      {
        segmentIndex: 7,
        providerId: 'p',
        model: 'all',
        prompt: '@mei in the Hall',
        references: [
          { role: 'reference', picture: URL, of: 'Mei' },
          { role: 'reference', picture: hall, of: 'Hall' },
        ],
      },
      {
        segmentIndex: 2,
        providerId: 'p',
        model: 'all',
        prompt: 'a cat',
        references: [{ role: 'first-frame', picture: hall }],
      },
    ]);
    expect(rest).toEqual({});
    expect(preview.map((one) => ShotPreview.parse(one))).toEqual(preview);
  });

  test('tells what a matrix is made of', () => {
    const document = {
      character_bible: [{ name: 'Mei', images: ['m.png', 'n.png', 'o.png'] }],
      segments: [{ segment_index: 1, prompt_text: 'Mei' }],
    };
    const files = filesOf({ 'm.png': 'm', 'n.png': 'n', 'o.png': 'o' });
    const { storyboard } = readPictures(document, { files });
    const { preview = [] } = previewShots({ takes: planStoryboard(storyboard, { takes: 1 }) });
    expect(preview[0]?.references).toMatchObject([
      {
        role: 'reference',
        panels: ['m', 'n', 'o'].map((sign) => ({
          kind: 'character',
          name: 'Mei',
          picture: `asset:${shaOf(sign)}`,
        })),
      },
    ]);
  });

  test.each([
    [1_001, 'a cat', 1_000],
    [200, 'x'.repeat(32_000), 125],
  ])('of %i shots is bounded', (shots, prompt, shown) => {
    const takes = Array.from({ length: shots }, (_, at) => takeOf(at + 1, prompt));
    const { preview, previewOmitted } = previewShots({ takes });
    expect(preview).toHaveLength(shown);
    expect(previewOmitted).toBe(shots - shown);
  });
});
