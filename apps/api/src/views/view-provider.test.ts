import { Provider } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { quietLane } from '../../test/quiet-lane.ts';
import { viewProvider } from './view-provider.ts';

test('a provider shows its lane and every duration of a model once', () => {
  const model = {
    id: 'sora-2',
    durations: { normal: [10, 15], pro: [10, 15, 25] },
    resolutions: ['horizontal', 'vertical'],
    enabled: true,
  } as const;
  const lane = {
    ...quietLane,
    isolation: 'balance',
    breaker: 'isolated',
    capacity: 0,
    throttledUntil: 5,
  } as const;
  const provider = viewProvider({ id: 'sora-hk', models: [model] }, lane);
  expect(Provider.parse(provider)).toEqual(provider);
  expect(provider).toMatchObject({ isolation: 'balance', throttledUntil: new Date(5).toISOString() });
  expect(provider.models).toEqual([
    { ...model, durations: [10, 15, 25], resolutions: ['horizontal', 'vertical'] },
  ]);
});
