import type { JsonRecord } from '@cineflow/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readIntake } from '../src/index.ts';
import { WRITERS } from './write-document.ts';

const SIGNS = Array.from('雪夜灯灭渡口，。：“”！？aB1 "\'|,;\t\\*_`#<>{}[]-=/△@~');
const words = fc
  .array(fc.constantFrom(...SIGNS), { minLength: 1, maxLength: 30 })
  .map((signs) => signs.join('').trim())
  // Dashes and 无 stand for nothing in a table, and a heading of a scene for its scene.
  .filter((text) => /[雪夜灯灭渡口aB]/u.test(text) && !/^(?:场|act|int|ext|scene|无)/iu.test(text));
const lined = fc.array(words, { minLength: 1, maxLength: 2 }).map((texts) => texts.join('\n'));
const name = fc.constantFrom('阿雪', '老周', 'Mei', '船夫');
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });

const shot = fc.record(
  {
    prompt_text: lined,
    duration_seconds: fc.integer({ min: 1, max: 60 }),
    resolution: fc.constantFrom('vertical', 'horizontal', '1:1'),
    image_url: fc.constant('https://img.example.org/a.png?x=1'),
    asset: fc.record({ characters: names, scene: name, props: names }, { requiredKeys: ['scene'] }),
    is_pro: fc.boolean(),
  },
  { requiredKeys: ['prompt_text'] },
);
const document = fc
  .array(shot, { minLength: 1, maxLength: 6 })
  .map((shots) => shots.map((one, at): JsonRecord => ({ segment_index: at + 1, ...one })));

describe('a document that is written and read again', () => {
  test.each(Object.entries(WRITERS))('is the same as %s', async (_, write) => {
    await fc.assert(
      fc.asyncProperty(document, async (shots) => {
        const read = await readIntake({ bytes: await write(shots) });
        expect(read.problems).toEqual([]);
        expect(read.document).toEqual({ segments: shots });
      }),
      { numRuns: 150 },
    );
  });
});

describe('any bytes', () => {
  test('end as a document or as problems, never as an error', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => Buffer.from(text)),
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            ':',
            ',',
            '画面',
            '“',
            '\n',
            '|',
            '---',
            '△',
            '第1场',
            '1',
            "'",
            '//',
            'a',
            '\\',
            '：',
            '，',
            '```json',
          ),
          { maxLength: 60 },
        )
        .map((parts) => Buffer.from(parts.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (given) => {
        const { document: read, problems } = await readIntake({ bytes: given });
        expect(problems.length > 0).toBe(read === undefined);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a document that is cut off', () => {
  test('is never read as a shorter one', async () => {
    const cut = fc.tuple(document, fc.double({ min: 0.02, max: 0.98, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(cut, async ([shots, share]) => {
        const text = JSON.stringify({ segments: shots });
        const part = text.slice(0, Math.max(1, Math.floor(text.length * share)));
        const read = await readIntake({ bytes: Buffer.from(part) });
        expect(read.document).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
