import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { eventually } from '../../src/eventually.ts';

interface Take {
  state: string;
  operationId?: string;
  clip?: { sha256: string; sizeBytes: number };
  links: { video?: string };
}

interface Bill {
  creates: { accepted: number };
  maxInFlight: number;
  operations: { operationId: string }[];
}

const example = new URL('../../../../examples/lighthouse.json', import.meta.url);

/** Orders an example and expects every take completed, served by the API and paid once. */
export async function expectStoryboard(urls: { api: string; sandbox: string }): Promise<void> {
  const posted = await fetch(`${urls.api}/v1/storyboards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: await readFile(example),
  });
  const { id } = (await posted.json()) as { id: string };
  expect(posted.status).toBe(202);

  const takes = await eventually(
    async () => {
      const shots = await readShots(urls.api, id);
      return shots.every(({ state }) => state === 'completed') && shots;
    },
    { timeoutMs: 90_000, everyMs: 500 },
  );
  expect(takes).toHaveLength(6);
  for (const take of takes) await expectClip(urls.api, take);

  const bill = (await (await fetch(`${urls.sandbox}/bill`)).json()) as Bill;
  expect(new Set(bill.operations.map(({ operationId }) => operationId))).toEqual(
    new Set(takes.map(({ operationId }) => operationId)),
  );
  expect(bill.creates.accepted / takes.length).toBe(1);
}

async function readShots(apiUrl: string, id: string): Promise<Take[]> {
  const answer = await fetch(`${apiUrl}/v1/storyboards/${id}/shots`);
  const { shots } = (await answer.json()) as { shots: { takes: Take[] }[] };
  return shots.flatMap(({ takes }) => takes);
}

async function expectClip(apiUrl: string, { clip, links }: Take): Promise<void> {
  const answer = await fetch(`${apiUrl}${links.video}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('content-type')).toBe('video/mp4');
  expect(bytes.toString('latin1', 4, 8)).toBe('ftyp');
  expect(bytes.length).toBe(clip?.sizeBytes);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(clip?.sha256);
}
