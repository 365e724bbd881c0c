import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GenerationRequest } from '../../generation.ts';
import type { CleanShot } from '../../model.ts';
import { fingerprint } from './fingerprint.ts';
import { planStoryboard } from './plan-storyboard.ts';

const OPTIONS = { takes: 2 };
const TARGET = { providerId: 'p', model: { id: 'm', enabled: true, modes: {} } };

function shot(segmentIndex: number, promptText: string): CleanShot {
  return {
    position: 0,
    segmentIndex,
    target: TARGET,
    promptText,
    inputs: [],
    characters: [],
    scene: null,
    props: [],
    directorIntent: null,
    durationSeconds: 10,
    aspectRatio: '16:9',
  };
}

const REQUEST: GenerationRequest = {
  model: 'm',
  prompt: 'a',
  inputs: [],
  durationSeconds: 10,
  aspectRatio: '16:9',
};

function fingerprintsOf(shots: CleanShot[], options = OPTIONS): string[] {
  return planStoryboard({ projectName: null, shots }, options).map((take) => take.fingerprint);
}

test('takes follow the document, numbered from 1 in their shot', () => {
  const takes = planStoryboard({ projectName: null, shots: [shot(7, 'a'), shot(2, 'b')] }, OPTIONS);
  expect(takes.map(({ segmentIndex, takeNumber }) => [segmentIndex, takeNumber])).toEqual([
    [7, 1],
    [7, 2],
    [2, 1],
    [2, 2],
  ]);
  expect(takes[0]).toMatchObject({
    providerId: 'p',
    request: { model: 'm', prompt: 'a', inputs: [], durationSeconds: 10, aspectRatio: '16:9' },
  });
});

test('the same content ordered again in one storyboard is another clip', () => {
  const expected = [1, 2, 3, 4].map((ordinal) => fingerprint(TARGET, REQUEST, ordinal));
  expect(fingerprintsOf([shot(1, 'a'), shot(2, 'a')])).toEqual(expected);
  expect(new Set(expected).size).toBe(4);
});

test('shots of two providers are each other’s double in nothing', () => {
  const elsewhere = { ...shot(2, 'a'), target: { ...TARGET, providerId: 'q' } };
  const takes = planStoryboard({ projectName: null, shots: [shot(1, 'a'), elsewhere] }, { takes: 1 });
  expect(takes.map(({ providerId }) => providerId)).toEqual(['p', 'q']);
  expect(takes[1]?.fingerprint).toBe(fingerprint(elsewhere.target, REQUEST, 1));
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

describe('a take that starts from the frame of another one', () => {
  const CLIP = { durations: [10], aspectRatios: ['16:9'] };
  const ABLE = { ...TARGET, model: { ...TARGET.model, modes: { text: CLIP, image: CLIP } } };
  const chain = (prompts: readonly string[]): CleanShot[] =>
    prompts.map((prompt, index) => ({
      ...shot(index + 1, prompt),
      target: ABLE,
      inputs: index === 0 ? [] : [{ role: 'first-frame', url: `frame:${index}` }],
    }));
  const plan = (prompts: readonly string[], options: Parameters<typeof planStoryboard>[1] = OPTIONS) =>
    planStoryboard({ projectName: null, shots: chain(prompts) }, options);
  const prints = (prompts: readonly string[]) => plan(prompts).map((take) => take.fingerprint);

  test('is another content for each clip that the frame may come from', () => {
    const takes = prints(['a', 'b', 'c']);
    expect(new Set(takes).size).toBe(6);
    expect(prints(['a', 'b', 'd']).slice(0, 4)).toEqual(takes.slice(0, 4));
    const changed = prints(['x', 'b', 'c']);
    expect(takes.filter((print) => changed.includes(print))).toEqual([]);
  });

  test('asks for the frame by the number of the shot, whichever take it is', () => {
    const [, , first, second] = plan(['a', 'b']);
    expect(second?.request).toEqual(first?.request);
    expect(first?.request.inputs).toEqual([{ role: 'first-frame', url: 'frame:1' }]);
    expect([first?.after, second?.after]).toEqual(
      Array.from({ length: 2 }, () => ({ segmentIndex: 1, policy: 'stop' })),
    );
  });

  test('is planned without the frame where a broken chain restarts', () => {
    const [, , take] = plan(['a', 'b'], { takes: 2, brokenChain: 'restart' });
    const alone = { ...REQUEST, prompt: 'b' };
    expect(take?.after).toMatchObject({
      policy: 'restart',
      alone: { providerId: 'p', request: alone, fingerprint: fingerprint(ABLE, alone, 1) },
    });
  });
});
