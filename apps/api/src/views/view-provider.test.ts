import { Provider } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { quietLane } from '../../test/quiet-lane.ts';
import { viewProvider } from './view-provider.ts';

test('shows lane, optional requests and models', () => {
  const mode = { durations: [10, 15], aspectRatios: ['16:9', '9:16'] };
  const model = { id: 'm-pro', enabled: true, proOf: 'm', modes: { text: mode } };
  const lane = {
    ...quietLane,
    isolation: 'balance',
    breaker: 'isolated',
    capacity: 0,
    throttledUntil: 5,
  } as const;
  const listRecent = () => Promise.reject(new Error('not asked'));
  const account = { id: 'acme', family: 'acme-wire', models: [{ ...model, maximumInFlight: 2 }], listRecent };
  const provider = viewProvider(account, lane);
  expect(Provider.parse(provider)).toEqual(provider);
  expect(provider).toMatchObject({ isolation: 'balance', throttledUntil: new Date(5).toISOString() });
  expect(provider).toMatchObject({
    family: 'acme-wire',
    capabilities: ['listRecent'],
    models: [{ ...model, maximum: 2 }],
  });
});

test('a retired model counts as one that cannot be ordered', () => {
  const mode = { durations: [10], aspectRatios: ['16:9'] };
  const row = { enabled: true, modes: { text: mode } };
  const models = [
    { id: 'old', retiresOn: '2026-09-24', ...row },
    { id: 'last-day', retiresOn: '2026-11-28', ...row },
    { id: 'off', ...row, enabled: false },
  ];
  const view = viewProvider({ id: 'acme', family: 'acme-wire', models }, quietLane, '2026-11-28');
  expect(view.models.map(({ id, enabled }) => [id, enabled])).toEqual([
    ['old', false],
    ['last-day', true],
    ['off', false],
  ]);
});
