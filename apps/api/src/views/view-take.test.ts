import { Take } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { quietLane } from '../../test/quiet-lane.ts';
import { takeRecord } from '../../test/take-record.ts';
import { viewShots } from './view-shots.ts';
import { viewTake } from './view-take.ts';

const clip = { key: '雨夜/1/take-1.mp4', sizeBytes: 5, sha256: 'ab' };

test('a waiting take has a reason and no video', () => {
  const take = viewTake(takeRecord(), { ...quietLane, breaker: 'open', nextChangeAt: 1000 }, 0);
  expect(Take.parse(take)).toEqual(take);
  expect(take).toMatchObject({ waitReason: 'breaker', waitUntil: new Date(1000).toISOString(), attempts: 0 });
  expect(take.links).toEqual({ self: '/v1/takes/sb_1-1-1', storyboard: '/v1/storyboards/sb_1' });
});

test('a finished take has a clip, but no provider address', () => {
  const record = takeRecord({
    state: 'completed',
    clip,
    output: { url: 'https://cdn.example/secret?token=1', auth: 'none' },
    spentMicros: 60_000,
    bought: 1,
  });
  const take = viewTake(record, quietLane, 0);
  expect(take).toMatchObject({ clip, costCents: 6, links: { video: '/v1/takes/sb_1-1-1/video' } });
  expect(take.waitReason).toBeUndefined();
  expect(JSON.stringify(take)).not.toContain('cdn.example');
});

test('an unknown cost is left out, a cost of 0 is shown', () => {
  const bought = { state: 'completed', clip, bought: 1, spentMicros: 0 } as const;
  expect(viewTake(takeRecord(bought), quietLane, 0)).not.toHaveProperty('costCents');
  expect(viewTake(takeRecord({ ...bought, priceMicros: 0 }), quietLane, 0)).toMatchObject({ costCents: 0 });
});

test('shows attempt, fault, next try and exit of a stuck download', () => {
  const known = {
    wait: 'download',
    waitDetail: 'cut',
    waitUntil: quietLane.now + 1,
    collectFailures: 2,
  } as const;
  const take = viewTake({ ...takeRecord({ state: 'collecting' }), ...known }, quietLane, 0);
  const next = new Date(quietLane.now + 1).toISOString();
  expect(take).toMatchObject({ waitReason: 'download', waitUntil: next });
  expect(take.waitDetail).toBe(
    `download 2 failed: cut; next try at ${next}; it is paid, and a person may end it by ` +
      `POST /v1/takes/sb_1-1-1/give-up`,
  );
});

test('a clip of another length has a warning', () => {
  const record = takeRecord({ state: 'completed', clip: { ...clip, durationSeconds: 99 } });
  expect(viewTake(record, quietLane, 0).warnings).toEqual([expect.stringContaining('99 s long')]);
});

test('a clip of another orientation has a warning', () => {
  const turned = { ...clip, width: 640, height: 360 };
  const request = { ...takeRecord().request, aspectRatio: '9:16' };
  const { warnings } = viewTake(takeRecord({ state: 'completed', request, clip: turned }), quietLane, 0);
  expect(warnings).toEqual(['the clip is 640x360, ordered was 9:16']);
});

test('progress is always a percentage', () => {
  expect(viewTake(takeRecord({ state: 'rendering', progress: 140 }), quietLane, 0).progress).toBe(100);
});

test('takes are grouped into shots', () => {
  const records = [
    takeRecord({ segmentIndex: 2, state: 'completed' }),
    takeRecord({ segmentIndex: 2, takeNumber: 2, state: 'failed' }),
    takeRecord({ segmentIndex: 1 }),
  ];
  const shots = viewShots(records.map((record) => viewTake(record, quietLane, 0)));
  expect(shots.map(({ segmentIndex, state, takes }) => [segmentIndex, state, takes.length])).toEqual([
    [2, 'partial', 2],
    [1, 'queued', 1],
  ]);
});
