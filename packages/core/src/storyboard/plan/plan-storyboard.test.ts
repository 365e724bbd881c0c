import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CleanShot } from '../../model.ts';
import { fingerprint } from './fingerprint.ts';
import { planStoryboard } from './plan-storyboard.ts';

const OPTIONS = { provider: 'p', model: 'm', takes: 2 };

function shot(segmentIndex: number, promptText: string): CleanShot {
  return {
    position: 0,
    segmentIndex,
    promptText,
    imageUrl: null,
    characters: [],
    scene: null,
    props: [],
    directorIntent: null,
    durationSeconds: 10,
    isPro: false,
    resolution: 'horizontal',
  };
}

function fingerprintsOf(shots: CleanShot[], options = OPTIONS): string[] {
  return planStoryboard({ projectName: null, shots }, options).map((take) => take.fingerprint);
}

test('takes stand in the order of the document, numbered from 1 within their shot', () => {
  const takes = planStoryboard({ projectName: null, shots: [shot(7, 'a'), shot(2, 'b')] }, OPTIONS);
  expect(takes.map(({ segmentIndex, takeNumber }) => [segmentIndex, takeNumber])).toEqual([
    [7, 1],
    [7, 2],
    [2, 1],
    [2, 2],
  ]);
  expect(takes[0]?.request).toEqual({
    provider: 'p',
    model: 'm',
    prompt: 'a',
    imageUrl: null,
    durationSeconds: 10,
    isPro: false,
    resolution: 'horizontal',
  });
});

test('the same content ordered again in one storyboard is another clip', () => {
  const [request] = planStoryboard({ projectName: null, shots: [shot(1, 'a')] }, OPTIONS).map(
    (t) => t.request,
  );
  const expected = [1, 2, 3, 4].map((ordinal) => fingerprint(request!, ordinal));
  expect(fingerprintsOf([shot(1, 'a'), shot(2, 'a')])).toEqual(expected);
  expect(new Set(expected).size).toBe(4);
});

test('a fingerprint is a known sha256, so clips paid for last year are found again', () => {
  const [request] = planStoryboard({ projectName: null, shots: [shot(1, 'a')] }, OPTIONS).map(
    (t) => t.request,
  );
  expect(fingerprint(request!, 1)).toBe('6ee998dc277076e7845bea777fe2f9ba729bb9c158186bb9fa3a426597b05331');
});

test('every field of an order changes the fingerprint', () => {
  const [request] = planStoryboard({ projectName: null, shots: [shot(1, 'a')] }, OPTIONS).map(
    (t) => t.request,
  );
  const changes = [
    { provider: 'x' },
    { model: 'x' },
    { prompt: 'x' },
    { imageUrl: 'https://x.example/1' },
    { durationSeconds: 15 },
    { isPro: true },
    { resolution: 'vertical' as const },
  ];
  expect(changes.map((change) => Object.keys(change)[0])).toEqual(Object.keys(request!));
  const all = changes.map((change) => fingerprint({ ...request!, ...change }, 1));
  expect(new Set([fingerprint(request!, 1), ...all]).size).toBe(changes.length + 1);
});

test('editing, adding, removing and moving other shots changes no fingerprint', () => {
  const prompts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
  fc.assert(
    fc.property(prompts, prompts, fc.integer({ min: 1, max: 3 }), (before, after, takes) => {
      const options = { ...OPTIONS, takes };
      const asShots = (list: string[]) => list.map((prompt, index) => shot(index + 1, prompt));
      const alone = fingerprintsOf([shot(1, 'mine'), shot(2, 'mine')], options);
      const shots = [...asShots(before), shot(100, 'mine'), ...asShots(after), shot(200, 'mine')];
      const inside = planStoryboard({ projectName: null, shots }, options);
      const mine = inside.filter((take) => take.request.prompt === 'mine').map((take) => take.fingerprint);
      expect(mine).toEqual(alone);
      expect(new Set(inside.map((take) => take.fingerprint)).size).toBe(inside.length);
    }),
  );
});
