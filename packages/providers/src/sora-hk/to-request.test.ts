import { expect, test } from 'vitest';
import { toRequest } from './to-request.ts';

const request = {
  provider: 'sora-hk',
  model: 'sora-2',
  prompt: '一只猫',
  imageUrl: null,
  durationSeconds: 10,
  isPro: false,
  resolution: 'horizontal',
} as const;

test('maps an order field by field', () => {
  expect(toRequest(request)).toEqual({
    prompt: '一只猫',
    is_pro: false,
    duration: 10,
    resolution: 'horizontal',
    remove_watermark: true,
  });
});

test('names an image only where there is one', () => {
  const imageUrl = 'https://img.example/a.png';
  expect(
    toRequest({ ...request, imageUrl, isPro: true, durationSeconds: 25, resolution: 'vertical' }),
  ).toEqual({
    prompt: '一只猫',
    image_url: imageUrl,
    is_pro: true,
    duration: 25,
    resolution: 'vertical',
    remove_watermark: true,
  });
});
