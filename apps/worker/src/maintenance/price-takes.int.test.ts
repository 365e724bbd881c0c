import { eventually, startSandboxProcess, startTcpProxy, type RunningServer } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startUnconfirmed, TAKE } from '../../test/unconfirmed-stage.ts';
import { priceTakes } from './price-takes.ts';
import { reconcileAttempts } from './reconcile-attempts.ts';

let sandbox: RunningServer;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'k' });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

/** What a create costs at the sandbox, micros. */
const PRICE = 60_000;

async function buy(): Promise<void> {
  await fetch(`${sandbox.url}/v1/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
    body: JSON.stringify({ prompt: 'a heron lands', duration: 10, resolution: 'horizontal' }),
  });
}

describe('a take that was ordered while the price was not known', () => {
  test('costs what the provider asks, also if its create was lost and found', async () => {
    await using stage = await startUnconfirmed({ redisUrl: inject('redisUrl'), sandboxUrl: sandbox.url });
    const { context } = stage;
    await buy();
    await eventually(async () => {
      await reconcileAttempts(context);
      return (await stage.take())?.state === 'rendering';
    });
    expect(await stage.take()).toMatchObject({ spentMicros: 0 });
    await priceTakes(context);
    expect(await stage.take()).toMatchObject({ spentMicros: PRICE, priceMicros: PRICE });
    const rows = await context.accounts.get('sora-hk')?.line.overlay([TAKE]);
    expect(rows?.[0]?.version).toBe((await stage.take())?.version);
  });

  test('is looked at again when the provider answers', async () => {
    await using way = await startTcpProxy({ port: Number(new URL(sandbox.url).port) });
    const sandboxUrl = `http://127.0.0.1:${way.port}`;
    await using stage = await startUnconfirmed({ redisUrl: inject('redisUrl'), sandboxUrl });
    way.block('toServer');
    await priceTakes(stage.context);
    expect((await stage.take())?.priceMicros).toBeUndefined();
    way.release();
    await eventually(async () => {
      await priceTakes(stage.context);
      return (await stage.take())?.reservedMicros === PRICE;
    });
  });
});
