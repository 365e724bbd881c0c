import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

async function firstLine(child: ReturnType<typeof spawn>): Promise<Record<string, unknown>> {
  if (child.stdout === null) throw new Error('no output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as Record<string, unknown>;
}

test('prints its address as JSON and ends on SIGTERM, mid-answer too', async () => {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_RENDER_MS: '60000' },
  });
  const ended = once(child, 'exit');
  const line = await firstLine(child);
  expect(line).toMatchObject({ msg: 'listening', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  const url = String(line['url']);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const body = JSON.stringify({ prompt: 'a [[fault:accepted-hang]]' });
  const headers = { 'content-type': 'application/json' };
  const asked = fetch(`${url}/v1/create`, { method: 'POST', headers, body }).catch((error: unknown) =>
    String(error),
  );
  await vi.waitFor(async () => {
    const bill = (await (await fetch(`${url}/bill`)).json()) as { creates: { accepted: number } };
    expect(bill.creates.accepted).toBe(1);
  });
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await asked).toContain('fetch failed');
});

test('a bad variable ends the process with its name', async () => {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, SANDBOX_LIMIT: 'many' } });
  const ended = once(child, 'exit');
  expect(await firstLine(child)).toMatchObject({
    level: 'error',
    error: expect.stringContaining('SANDBOX_LIMIT'),
  });
  expect(await ended).toEqual([1, null]);
});
