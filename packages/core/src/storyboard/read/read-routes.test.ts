import { describe, expect, test } from 'vitest';
import { planStoryboard } from '../plan/plan-storyboard.ts';
import { readStoryboard } from './read-storyboard.ts';
import { CONTEXT, errorsOf, readOne } from './reading.fixture.ts';

const SHOT = { segment_index: 1, prompt_text: 'a cat' };
const BOTH = { providers: ['first', 'second'] };

const read = (change: object, options: object = BOTH, document: object = {}) =>
  readOne({ storyboard: { ...document, segments: [{ ...SHOT, ...change }] }, options });
const refusalsOf = (change: object, options: object = BOTH) =>
  errorsOf({ storyboard: { segments: [{ ...SHOT, ...change }] }, options }).map(
    ({ pointer, code, detail }) => [pointer, code, detail],
  );
const namesOf = (shot: ReturnType<typeof read>['shot']) =>
  shot.candidates?.map(({ target }) => `${target.providerId} ${target.model.id}`);

describe('candidates', () => {
  test('are those named, in their order, each with its model', () => {
    expect(namesOf(read({}).shot)).toEqual(['first plain', 'second other']);
    const named = { providers: ['second', { provider: 'first', model: 'upright' }] };
    expect(namesOf(read({ resolution: '9:16' }, named).shot)).toEqual(['second other', 'first upright']);
  });

  test('are all that are set up where none is named, without rehearsals', () => {
    expect(namesOf(read({}, { routing: 'order' }).shot)).toEqual(['first plain', 'second other']);
    const [first, ...others] = CONTEXT.providers;
    if (first === undefined) throw new Error('no provider');
    const providers = [{ ...first, isRehearsal: true }, ...others];
    const body = { storyboard: { segments: [SHOT] }, options: { routing: 'order' } };
    expect(readStoryboard(body, { ...CONTEXT, providers })).toMatchObject({
      ok: true,
      options: { provider: 'second' },
      storyboard: { shots: [{ target: { providerId: 'second' } }] },
    });
  });

  test('are those that sell the model asked for', () => {
    expect(read({}, { routing: 'cheapest', model: 'other' }).shot).toMatchObject({
      target: { providerId: 'second' },
    });
    expect(refusalsOf({}, { routing: 'cheapest', model: 'none' })).toEqual([
      ['/options/model', 'unknown-model', 'no provider sells model "none"'],
    ]);
  });

  test('cannot be chosen beside a fixed provider', () => {
    expect(refusalsOf({}, { routing: 'order', provider: 'first' })).toMatchObject([
      ['/options/provider', 'contradiction', expect.any(String)],
    ]);
  });

  test('are refused by name and place', () => {
    expect(refusalsOf({}, { providers: ['first', 'third', { provider: 'second', model: 'x' }] })).toEqual(
      [
        ['/options/providers/1', 'unknown-provider', expect.stringContaining('"third"')],
        ['/options/providers/2', 'unknown-model', expect.stringContaining('"x"')],
      ].map(([pointer, ...rest]) => [
        `${String(pointer)}/${rest[0] === 'unknown-model' ? 'model' : 'provider'}`,
        ...rest,
      ]),
    );
  });

  test.each([
    [{ routing: 'best' }, '/options/routing'],
    [{ providers: 'first' }, '/options/providers'],
    [{ providers: [] }, '/options/providers'],
    [{ providers: Array.from({ length: 9 }, () => 'first') }, '/options/providers'],
  ])('have to be spelled right: %j', (options, pointer) => {
    expect(refusalsOf({}, options)).toMatchObject([[pointer, expect.any(String), expect.any(String)]]);
  });
});

describe('a shot with candidates', () => {
  test('that only one can make goes there', () => {
    const { shot, warnings } = read(
      { resolution: '16:9' },
      { providers: [{ provider: 'first', model: 'upright' }, 'second'] },
    );
    expect(shot).toMatchObject({ target: { providerId: 'second' } });
    expect(shot.candidates).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  test('that none can make is an error with every reason', () => {
    const providers = [
      { provider: 'first', model: 'upright' },
      { provider: 'first', model: 'text-only' },
    ];
    expect(refusalsOf({ resolution: '16:9', image_url: 'https://x.example/a.png' }, { providers })).toEqual([
      ['/storyboard/segments/0', 'no-route', expect.stringMatching(/first upright: .*; first text-only: /)],
    ]);
  });

  test('with a fault of its own is refused once', () => {
    expect(refusalsOf({ duration_seconds: 'long' })).toEqual([
      ['/storyboard/segments/0/duration_seconds', 'not-a-number', expect.any(String)],
    ]);
  });

  test('that names its provider has no choice', () => {
    const { shot } = read({ provider: 'second' });
    expect(shot).toMatchObject({ target: { providerId: 'second' } });
    expect(shot.candidates).toBeUndefined();
  });

  test('warns of what one of them would change, by name', () => {
    const { warnings } = read(
      { duration_seconds: 8, resolution: '9:16' },
      { providers: ['second', { provider: 'first', model: 'upright' }] },
    );
    expect(warnings.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/10 s is used \(if second other makes it\)$/),
    ]);
  });

  test('warns once of what all of them change', () => {
    const { warnings } = read({ zoom: 'in' });
    expect(warnings).toHaveLength(1);
  });
});

test('a take knows all its routes, each with its own content', () => {
  const { storyboard } = read({});
  const [take, twin] = planStoryboard(storyboard, { takes: 2 });
  expect(take?.routes).toMatchObject([
    { providerId: 'first', request: { model: 'plain' } },
    { providerId: 'second', request: { model: 'other' } },
  ]);
  expect(take).toMatchObject({ providerId: 'first', fingerprint: take?.routes?.[0]?.fingerprint });
  const prints = [...(take?.routes ?? []), ...(twin?.routes ?? [])].map(({ fingerprint }) => fingerprint);
  expect(new Set(prints).size).toBe(4);
});

test('a take without a choice is as it was before there was one', () => {
  const [alone] = planStoryboard(read({}, {}).storyboard, { takes: 1 });
  const [routed] = planStoryboard(read({}).storyboard, { takes: 1 });
  expect(alone).not.toHaveProperty('routes');
  expect(routed?.fingerprint).toBe(alone?.fingerprint);
});

test('the warnings of all candidates together are bounded', () => {
  const segments = Array.from({ length: 5_000 }, (_, index) => ({
    ...SHOT,
    segment_index: index + 1,
    duration_seconds: 11,
    image_url: ' https://x.example/a.png ',
    is_pro: true,
  }));
  const providers = ['second', 'first', { provider: 'first', model: 'plain-pro' }];
  expect(readOne({ storyboard: { segments }, options: { providers } }).warnings).toHaveLength(20_000);
});
