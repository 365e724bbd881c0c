import { createHash } from 'node:crypto';
import { DemoError } from '../demo-error.ts';

/** The fields of a kept picture used by the demo. */
interface Asset {
  id: string;
  panels?: { picture: string }[];
  links: { content: string };
}

/** A kept picture by the hash of the bytes that are sent. */
export interface KeptPicture {
  /** Hashes of what was uploaded: its own, or those of a sheet's panels. */
  readonly shows: readonly string[];
  readonly isSheet: boolean;
}

/** Every picture the API keeps, by the SHA-256 of its bytes. @throws DemoError if it does not answer */
export async function readAssets(apiUrl: string): Promise<ReadonlyMap<string, KeptPicture>> {
  const found: Asset[] = [];
  let next = '';
  do {
    const answer = await get(`${apiUrl}/v1/assets?limit=100${next}`);
    const page = (await answer.json()) as { assets: Asset[]; nextCursor?: string };
    found.push(...page.assets);
    next = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
  } while (next !== '');
  const kept = found.map(async ({ id, panels, links }): Promise<[string, KeptPicture]> => {
    const bytes = await (await get(new URL(links.content, apiUrl).href)).bytes();
    const shows = panels?.map(({ picture }) => picture) ?? [id];
    return [
      createHash('sha256').update(bytes).digest('hex'),
      { shows: shows.map((one) => one.replace('asset:', '')), isSheet: panels !== undefined },
    ];
  });
  return new Map(await Promise.all(kept));
}

async function get(url: string): Promise<Response> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(15_000) });
  if (!answer.ok) throw new DemoError(`${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}
