import { eventually, makeTempDirectory, startStack, testPrefix, type Stack } from '@cineflow/testkit';
import { describe, expect, inject, test } from 'vitest';

const ENV = {
  CINEFLOW_SETTLE_MS: '2000',
  CINEFLOW_SUBMIT_TIMEOUT_MS: '1000',
  CINEFLOW_STALL_MS: '1000',
  CINEFLOW_POLL_LIMIT_MS: '2500',
  CINEFLOW_POLL_MAX_MS: '500',
};

const SHOTS = {
  stored: 'a crane on a pond',
  failed: 'breaks [[fault:render-failed]]',
  refused: 'not this [[fault:content-refusal]]',
  unconfirmed: 'answered by a page [[fault:accepted-502 x1]]',
  overdue: 'never [[fault:stuck]]',
};

interface Line {
  time: string;
  level: string;
  msg: string;
  takeId?: string;
  cause?: string;
}

/** What the workers logged of one take, by time. */
function linesOf(stack: Stack, takeId: string): Line[] {
  const lines = stack.workers.flatMap((worker) => worker.lines()).filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.takeId === takeId)
    .toSorted((a, b) => a.time.localeCompare(b.time));
}

describe('what becomes of a take', () => {
  test('is one log line for each end, with level and cause', async () => {
    await using output = await makeTempDirectory('lines');
    await using stack = await startStack({
      redisUrl: inject('redisUrl'),
      prefix: testPrefix().slice(1, -1),
      outputDirectory: output.path,
      workers: 2,
      env: ENV,
      sandbox: { SANDBOX_RENDER_MS: '400' },
    });
    const segments = Object.values(SHOTS).map((text, at) => ({ segment_index: at + 1, prompt_text: text }));
    const first = await stack.post({ segments });
    const at = (name: keyof typeof SHOTS) => `${first.id}-${Object.keys(SHOTS).indexOf(name) + 1}-1`;
    const state = async (takeId: string) => (await stack.get<{ state: string }>(`/v1/takes/${takeId}`)).state;
    await eventually(async () => (await state(at('stored'))) === 'completed', { timeoutMs: 30_000 });
    const again = await stack.post({ segments: segments.slice(0, 1) });
    expect((await stack.finished(again.id)).counts).toMatchObject({ reused: 1 });
    await eventually(async () => (await state(at('unconfirmed'))) === 'completed', { timeoutMs: 40_000 });
    await eventually(async () => (await state(at('overdue'))) === 'overdue', { timeoutMs: 30_000 });
    await eventually(async () => (await state(at('failed'))) === 'failed', { timeoutMs: 30_000 });

    const told = (takeId: string) => linesOf(stack, takeId).map(({ level, msg }) => `${level} ${msg}`);
    expect(told(at('stored'))).toEqual(['info create accepted', 'info clip stored']);
    expect(told(`${again.id}-1-1`)).toEqual(['info clip reused, nothing was paid']);
    expect(told(at('failed'))).toEqual(['info create accepted', 'warn render failed']);
    expect(told(at('refused'))).toEqual(['warn take failed']);
    expect(told(at('overdue'))).toEqual(['info create accepted', 'warn take overdue']);
    expect(told(at('unconfirmed'))).toEqual([
      'warn create unconfirmed',
      'info unconfirmed create found in the list of the provider',
      'info clip stored',
    ]);
    for (const name of ['failed', 'refused', 'unconfirmed'] as const) {
      const warning = linesOf(stack, at(name)).find(({ level }) => level === 'warn');
      expect(warning?.cause).toMatch(/\p{L}/u);
    }
  });
});
