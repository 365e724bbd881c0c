import { pickNumber, pickWeighted } from '../harness/random.ts';

type Random = () => number;

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '\u0000',
  '\uD800',
  '雨夜 🌧',
  'x'.repeat(3_000),
  '__proto__',
  'http://127.0.0.1:1/a.png',
  'javascript:alert(1)',
  [],
  {},
  [[[[]]]],
  { $ne: 1 },
];

const VALID = {
  storyboard: {
    metadata: { project_name: 'fuzz' },
    character_bible: [{ name: '小美', id: '@xiaomei' }],
    segments: [
      {
        segment_index: 1,
        prompt_text: '[小美] opens the door',
        asset: { characters: ['小美@xiaomei'], scene: '走廊' },
        duration_seconds: 10,
        resolution: 'vertical',
        image_url: null,
        is_pro: false,
      },
    ],
  },
  options: { takes: 1, budgetCents: 100, priority: 'normal' },
};
/** Bodies of the other routes. */
const COMMANDS = [
  { by: 'fuzz', reason: 'fuzz' },
  { by: 'fuzz', reason: 'fuzz', budgetCents: 5 },
  { by: 'fuzz', reason: 'fuzz', action: 'give-up' },
  { by: 'fuzz', reason: 'fuzz', state: 'failed' },
  { action: 'reset' },
];

/** A small body: valid, with invalid parts, broken JSON, or no JSON. */
export function makeBody(random: Random, isDocument: boolean): Buffer {
  const right = isDocument ? VALID : COMMANDS[pickNumber(random, 0, COMMANDS.length - 1)];
  const kind = pickWeighted(random, {
    right: 3,
    mutated: 12,
    broken: 4,
    bytes: 2,
    value: 2,
    deep: 1,
    empty: 1,
  });
  if (kind === 'right') return Buffer.from(JSON.stringify(right));
  if (kind === 'mutated') return Buffer.from(JSON.stringify(mutate(right, random)));
  if (kind === 'broken') return breakText(JSON.stringify(right), random);
  if (kind === 'bytes') return randomBytes(random, pickNumber(random, 1, 500));
  if (kind === 'value') return Buffer.from(JSON.stringify(pickValue(random)));
  if (kind === 'deep') return nested(pickNumber(random, 10, 20_000));
  return Buffer.alloc(0);
}

export function nested(depth: number): Buffer {
  return Buffer.from('['.repeat(depth) + ']'.repeat(depth));
}

/** Replaces, removes or duplicates about every tenth part of a value. */
function mutate(value: unknown, random: Random): unknown {
  if (random() < 0.06) return pickValue(random);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => mutate(item, random));
    return random() < 0.1 ? [...items, ...items, pickValue(random)] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(() => random() > 0.06);
  if (random() < 0.06) entries.push(['constructor', pickValue(random)]);
  return Object.fromEntries(entries.map(([name, inner]) => [name, mutate(inner, random)]));
}

function breakText(text: string, random: Random): Buffer {
  const at = pickNumber(random, 0, text.length);
  const marks = ['', '"', '}', ',', '\u0000', '﻿', '“', '//', 'NaN'];
  const mark = marks[pickNumber(random, 0, marks.length - 1)] ?? '';
  return Buffer.from(text.slice(0, at) + mark + (random() < 0.5 ? text.slice(at + 1) : ''));
}

function randomBytes(random: Random, size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => pickNumber(random, 0, 255)));
}

function pickValue(random: Random): unknown {
  return VALUES[pickNumber(random, 0, VALUES.length - 1)];
}
