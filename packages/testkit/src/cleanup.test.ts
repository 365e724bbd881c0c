import { expect, test } from 'vitest';
import { Cleanup } from './cleanup.ts';

test('undoes the steps once, last first', async () => {
  const undone: string[] = [];
  const cleanup = new Cleanup();
  for (const name of ['redis', 'sandbox', 'api']) cleanup.add(async () => undone.push(name));
  await Promise.all([cleanup.run(), cleanup.run()]);
  expect(undone).toEqual(['api', 'sandbox', 'redis']);
});

test('continues after a failure and with added steps', async () => {
  const undone: string[] = [];
  const cleanup = new Cleanup();
  cleanup.add(async () => undone.push('redis'));
  cleanup.add(async () => {
    cleanup.add(async () => undone.push('late worker'));
    throw new Error('it would not die');
  });
  await cleanup.run();
  expect(undone).toEqual(['late worker', 'redis']);
});
