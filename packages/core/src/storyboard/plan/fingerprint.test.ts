import { expect, test } from 'vitest';
import type { GenerationRequest } from '../../generation.ts';
import { fingerprint } from './fingerprint.ts';

const ROW = { id: 'm', enabled: true, modes: {} };
const TARGET = { providerId: 'p', model: ROW };
const PRO = { providerId: 'p', model: { ...ROW, id: 'm-pro', proOf: 'm' } };
const REQUEST: GenerationRequest = {
  model: 'm',
  prompt: 'a',
  inputs: [],
  durationSeconds: 10,
  aspectRatio: '16:9',
};
const FRAME = { role: 'first-frame', url: 'https://x.example/a.png?Expires=1&Signature=s' } as const;

/** Vectors of clips that are paid for: never edit one, only add. */
test.each([
  ['6ee998dc277076e7845bea777fe2f9ba729bb9c158186bb9fa3a426597b05331', TARGET, REQUEST],
  [
    'b3c989607074d03768b9cdd8fd8878a499b1a9b022f8cca8160116f3750afcf2',
    PRO,
    { ...REQUEST, model: 'm-pro', durationSeconds: 25, aspectRatio: '9:16' },
  ],
  [
    'e09cd3be547738cf8f66cfe515ce5a6c5eeae1f9c053d2380bb988503d37c4cc',
    TARGET,
    { ...REQUEST, inputs: [FRAME] },
  ],
  [
    'b3ce56f29a4f7aac4ba6ad12dd82f28eb3fcf95d8e5a6f0b6ffe475df59d0d61',
    TARGET,
    { ...REQUEST, aspectRatio: '1:1' },
  ],
  ['9d737901bea20125b345eb37e9bc21c1a473043836cd7f5bc85075fb22c2fa03', TARGET, allOf(REQUEST)],
] as const)('%s is the name of what was paid once', (known, target, request) => {
  expect(fingerprint(target, request, 1)).toBe(known);
});

test('pro as a model has the fingerprint of the flag', () => {
  const flag = { providerId: 'p', model: { ...ROW, id: 'renamed', proOf: 'm' } };
  const request = { ...REQUEST, durationSeconds: 25 };
  expect(fingerprint(flag, { ...request, model: 'renamed' }, 1)).toBe(
    fingerprint(PRO, { ...request, model: 'm-pro' }, 1),
  );
});

test('every field, the provider and the ordinal change the fingerprint', () => {
  const full = allOf(REQUEST);
  const changes: { [Key in keyof GenerationRequest]-?: GenerationRequest[Key] } = {
    model: 'x',
    prompt: 'x',
    inputs: [{ role: 'reference', url: FRAME.url }],
    durationSeconds: 15,
    aspectRatio: '9:16',
    resolution: '1080p',
    audio: false,
    seed: 8,
    negativePrompt: 'x',
    options: { tone: 'warm' },
  };
  const each = Object.entries(changes).flatMap(([key, value]) =>
    [REQUEST, full].map((base) => fingerprint(TARGET, { ...base, [key]: value }, 1)),
  );
  const others = [
    fingerprint(TARGET, REQUEST, 1),
    fingerprint(TARGET, full, 1),
    fingerprint(TARGET, full, 2),
    fingerprint({ ...TARGET, providerId: 'q' }, full, 1),
  ];
  expect(new Set([...each, ...others]).size).toBe(each.length + others.length);
});

test('a picture we hold is named by its bytes', () => {
  const at = (url: string) =>
    fingerprint(TARGET, { ...REQUEST, inputs: [{ role: 'first-frame', url, sha256: 'ab' }] }, 1);
  expect(at('https://a.example/1')).toBe(at('https://b.example/2'));
});

test('whom a picture shows and what a matrix is made of change nothing', () => {
  const input = { role: 'reference', url: 'asset:ab', sha256: 'ab' } as const;
  const told = { ...input, of: 'Mei', panels: [{ kind: 'character', name: 'Mei', sha256: 'cd' }] } as const;
  const of = (one: GenerationRequest['inputs'][number]) =>
    fingerprint(TARGET, { ...REQUEST, inputs: [one] }, 1);
  expect(of(told)).toBe(of(input));
});

test('equal options in another order are equal', () => {
  const of = (options: GenerationRequest['options'] & object) =>
    fingerprint(TARGET, { ...REQUEST, options }, 1);
  expect(of({ a: 1, b: { c: [2], d: 3 } })).toBe(of({ b: { d: 3, c: [2] }, a: 1 }));
});

function allOf(request: GenerationRequest): GenerationRequest {
  return {
    ...request,
    inputs: [FRAME, { role: 'last-frame', url: FRAME.url }],
    resolution: '720p',
    audio: true,
    seed: 7,
    negativePrompt: 'text',
    options: { tone: 'cold' },
  };
}
