import { describe, expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';
import { SettingsError } from './settings-error.ts';

const KEYS = { DASHSCOPE_API_KEY: 'd', AIHUBMIX_API_KEY: 'a', T8STAR_API_KEY: 't' };

function read(text: string, env: Record<string, string> = KEYS) {
  const files: Record<string, string> = { 'models.yaml': text };
  return parseSettings(env, (path) => {
    const found = files[path];
    if (found !== undefined) return found;
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  });
}

/** Lines of the error message for a file. */
function linesOf(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof SettingsError) return error.message.split('\n').slice(1);
  }
  return expect.fail('accepted');
}

const row = (text: string, id: string, account: string) =>
  read(text)
    .providers.find((one) => one.id === account)
    ?.models?.find((model) => model.id === id);

describe('rows of models.yaml', () => {
  test('change only the named fields of a built-in row', () => {
    const text = `
models:
  - id: wan2.6-t2v
    family: dashscope
    prices:
      - { unit: second, amount: 0.48, currency: CNY }
    retiresOn: 2027-01-31
`;
    expect(row(text, 'wan2.6-t2v', 'dashscope')).toMatchObject({
      enabled: true,
      maxPromptLength: 1_500,
      modes: { text: { durations: { from: 2, to: 15 } } },
      prices: [{ unit: 'second', amountMicros: 480_000, currency: 'CNY' }],
      retiresOn: '2027-01-31',
    });
    const models = read(text).providers.find(({ id }) => id === 'dashscope')?.models ?? [];
    expect(models).toHaveLength(10);
    expect(models[0]?.id).toBe('wan2.6-t2v');
  });

  test('switch a model off, at the accounts they name only', () => {
    const text = 'models: [{ id: wan2.6-t2v, providers: [aihubmix], enabled: false }]';
    expect(row(text, 'wan2.6-t2v', 'aihubmix')).toMatchObject({ enabled: false });
    expect(read(text).providers.find(({ id }) => id === 'dashscope')?.models).toBeUndefined();
  });

  test('add a model like another, without its price and end', () => {
    const text = `
models:
  - id: wan2.8-t2v
    providers: [dashscope]
    like: wan2.6-t2v
    refunds: []
    maxInFlight: 2
`;
    const added = row(text, 'wan2.8-t2v', 'dashscope');
    expect(added).toMatchObject({
      like: 'wan2.6-t2v',
      maxPromptLength: 1_500,
      modes: { text: { resolutions: ['720P', '1080P'] } },
      refunds: [],
      maximumInFlight: 2,
    });
    expect(added).not.toHaveProperty('prices');
  });

  test('add a model of their own, by all they say', () => {
    const text = `
models:
  - id: kling-v3
    family: openai-videos
    modes:
      text: { durations: [5, 10], aspectRatios: ['16:9'], resolutions: [1080p] }
`;
    const modes = { text: { durations: [5, 10], aspectRatios: ['16:9'], resolutions: ['1080p'] } };
    for (const [family, account] of [
      ['openai-videos', 'aihubmix'],
      ['comfly', 't8star'],
    ] as const) {
      const added = row(text.replace('openai-videos', family), 'kling-v3', account);
      expect(added).toEqual({ id: 'kling-v3', enabled: true, modes });
    }
  });

  test('of a family reach the accounts that have the model', () => {
    const text = 'models: [{ id: omni_flash-10s, family: comfly, enabled: false }]';
    expect(row(text, 'omni_flash-10s', 't8star')).toMatchObject({ enabled: false });
    expect(read(text).providers.find(({ id }) => id === 'aihubmix')?.models).toBeUndefined();
  });

  test.each(['', '# nothing yet\n', 'models: []', '{"models": []}'])('may be none: %j', (text) => {
    expect(read(text).providers.every(({ models }) => models === undefined)).toBe(true);
  });

  test('may speak of accounts that are not set up here', () => {
    expect(read('models: [{ id: wan2.6-t2v, family: newapi, enabled: false }]', {}).providers).toEqual([]);
  });
});

test('a file that is named must be there', () => {
  expect(() => read('', { ...KEYS, CINEFLOW_MODELS_FILE: 'elsewhere.yaml' })).toThrow(
    'CINEFLOW_MODELS_FILE="elsewhere.yaml": must name a file that can be read',
  );
});

test('names every problem of the file by line and column', () => {
  const text = `models:
  - id: wan2.6-t2v
    family: dashscop
    prices:
      - { unit: minute, amount: "0.6", currency: yuan }
  - id: "two words"
    providers: [dashscope]
    modes:
      text: { durations: [10, 5], aspectRatios: [1.78] }
  - id: wan9
    providers: [dashscope, nobody]
    colour: red
`;
  expect(linesOf(text)).toEqual([
    '  models.yaml:5:11 models[0].prices[0].unit: must be call, second or token',
    '  models.yaml:5:25 models[0].prices[0].amount: must be a number such as 0.6',
    '  models.yaml:5:40 models[0].prices[0].currency: must be a currency code such as CNY or USD',
    '  models.yaml:6:5 models[1].id: must be 1 to 120 characters without blanks',
    '  models.yaml:9:15 models[1].modes.text.durations: must be whole seconds, ascending, such as [5, 10], or {from: 2, to: 15}',
    '  models.yaml:9:50 models[1].modes.text.aspectRatios[0]: must be such as "16:9", in quotes',
    expect.stringMatching(/models\.yaml:12:5 models\[2\]\.colour: is no field here; fields are id, family/),
  ]);
});

test.each([
  ['- { id: a, family: dashscop, like: wan2.6-t2v }', '2:14 models[0].family: must be one of sora-hk, dash'],
  ['- { id: a, like: wan2.6-t2v }', '2:7 models[0].id: must have either family or providers'],
  [
    '- { id: a, family: xai, providers: [xai], like: b }',
    '2:7 models[0].id: must have either family or providers',
  ],
  ['- { id: a, providers: [xai, acme], modes: {} }', 'models[0].providers[1]: must be one of dashscope, '],
  ['- { id: a, family: dashscope }', 'must have modes, or like: dashscope has no model of this name'],
  ['- { id: a, family: dashscope, like: b }', 'must be like a built-in model of dashscope: wan2.6-t2v, '],
  ['- { id: sora-3, family: sora-hk, like: sora-2 }', 'must be one of sora-2, sora-2-pro: sora-hk is asked'],
  [
    "- { id: sora-2, family: sora-hk, modes: { text: { durations: [10], aspectRatios: ['16:9'], resolutions: [4k] } } }",
    'must leave out resolutions of the mode text, which has none',
  ],
  ['- id: a\n   family: dashscope', 'models.yaml:3:1: must be YAML'],
  ['- &a { id: b }\n  - *a', '3:5: must be written out'],
])('says what is wrong with %s', (rows, problem) => {
  expect(linesOf(`models:\n  ${rows}\n`).join('\n')).toContain(problem);
});
