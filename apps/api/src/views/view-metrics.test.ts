import { expect, test } from 'vitest';
import { quietLane } from '../../test/quiet-lane.ts';
import { viewMetrics } from './view-metrics.ts';

const book = { ok: true, sizeBytes: 10, freeBytes: 20 };
const wellFormed = /^(# .*|cineflow_\w+(\{.*\})? \d+)?$/;

test('has breaker state and storage per account', () => {
  const lane = { ...quietLane, inFlight: 3, breaker: 'open', storageFull: true } as const;
  const lanes = [{ providerId: 'a"b', lane, unconfirmed: 2 }];
  const lines = viewMetrics({ lanes, book, isRedisUp: true, workers: 2, incidents: 3 }).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE cineflow_in_flight_operations gauge',
      'cineflow_in_flight_operations{provider="a\\"b"} 3',
      'cineflow_unconfirmed_takes{provider="a\\"b"} 2',
      'cineflow_storage_full{provider="a\\"b"} 1',
      'cineflow_breaker_state{provider="a\\"b",state="open"} 1',
      'cineflow_breaker_state{provider="a\\"b",state="closed"} 0',
      'cineflow_book_ok 1',
      'cineflow_book_size_bytes 10',
      'cineflow_book_free_bytes 20',
      'cineflow_redis_up 1',
      'cineflow_incidents 3',
    ]),
  );
  expect(lines.filter((line) => !wellFormed.test(line))).toEqual([]);
});

test('leaves out unknown values', () => {
  const lanes = [{ providerId: 'a', lane: null, unconfirmed: null }];
  const lines = viewMetrics({
    lanes,
    book: { ok: false },
    isRedisUp: false,
    workers: null,
    incidents: null,
  }).split('\n');
  const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
  expect(samples).toEqual(['cineflow_book_ok 0', 'cineflow_redis_up 0']);
});
