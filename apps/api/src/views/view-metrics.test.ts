import { expect, test } from 'vitest';
import { quietLane } from '../../test/quiet-lane.ts';
import { viewMetrics } from './view-metrics.ts';

test('metrics name each account, the state of its breaker and whether films can be kept', () => {
  const lane = { ...quietLane, inFlight: 3, breaker: 'open', storageFull: true } as const;
  const lines = viewMetrics([{ provider: 'a"b', lane, unconfirmed: 2 }], { kind: 'none', reason: '' }).split(
    '\n',
  );
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE cineflow_in_flight_operations gauge',
      'cineflow_in_flight_operations{provider="a\\"b"} 3',
      'cineflow_unconfirmed_takes{provider="a\\"b"} 2',
      'cineflow_storage_full{provider="a\\"b"} 1',
      'cineflow_breaker_state{provider="a\\"b",state="open"} 1',
      'cineflow_breaker_state{provider="a\\"b",state="closed"} 0',
      'cineflow_redis_durable 0',
    ]),
  );
  expect(lines.filter((line) => !/^(# .*|cineflow_\w+(\{.*\})? \d+)?$/.test(line))).toEqual([]);
});
