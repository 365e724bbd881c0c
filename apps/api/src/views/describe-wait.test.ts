import { readFileSync } from 'node:fs';
import { WaitReason } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { describeWait } from './describe-wait.ts';

const at = Date.parse('2026-11-26T12:00:00Z');

test('has reason, time, position and expected end', () => {
  const wait = { reason: 'rate', untilMs: at } as const;
  expect(describeWait({ wait, place: 7, eta: at + 60_000, etaLate: at + 90_000 })).toBe(
    'now: waits because the provider asked for a pause · until 2026-11-26T12:00:00.000Z · number 7 in line · ' +
      'expected 2026-11-26T12:01:00.000Z, at worst 2026-11-26T12:01:30.000Z',
  );
});

test('has the detail of the reason', () => {
  const wait = { reason: 'permit', detail: 'model sora-2 has 2 permits' } as const;
  expect(describeWait({ wait, place: null, eta: null })).toBe(
    'now: waits for a permit: all there are at the moment are in use (model sora-2 has 2 permits)',
  );
});

test.for(WaitReason.options)('describes %s', (reason) => {
  expect(describeWait({ wait: { reason } })).toMatch(/^now: (waits|is rendered) /);
});

test.each(['api', 'operations'].flatMap((name) => [`${name}.md`, `${name}.zh-CN.md`]))(
  'docs/%s has a row for every reason',
  (page) => {
    const text = readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), 'utf8');
    const listed = text.match(/^\| `[^|]*\|/gm)?.flatMap((cell) => cell.match(/[a-z]+(?=`)/g) ?? []);
    expect(listed).toEqual(expect.arrayContaining([...WaitReason.options]));
  },
);
