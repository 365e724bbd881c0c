import { expect, test } from 'vitest';
import { toBody } from './create.ts';

const request = {
  model: 'sora-2',
  prompt: '一只猫',
  inputs: [],
  durationSeconds: 10,
  aspectRatio: '16:9',
} as const;

test('maps a request field by field', () => {
  expect(toBody(request)).toEqual({
    prompt: '一只猫',
    is_pro: false,
    duration: 10,
    resolution: 'horizontal',
    remove_watermark: true,
  });
});

test('names a picture only if present, and pro by flag', () => {
  const url = 'https://img.example/a.png';
  const pro = { model: 'sora-2-pro', durationSeconds: 25, aspectRatio: '9:16' };
  expect(toBody({ ...request, ...pro, inputs: [{ role: 'first-frame', url }] })).toEqual({
    prompt: '一只猫',
    image_url: url,
    is_pro: true,
    duration: 25,
    resolution: 'vertical',
    remove_watermark: true,
  });
});
