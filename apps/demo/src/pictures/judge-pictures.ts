import { createHash } from 'node:crypto';
import type { Bill, BillOperation } from '../bill/bill.ts';
import type { NamedTake } from '../clips/read-takes.ts';
import type { Catalogue } from '../locales/catalogue.ts';
import type { PictureFile } from './picture-folder.ts';
import type { KeptPicture } from './read-assets.ts';

/** How pictures went to one provider. */
export type Ways = Record<'link' | 'data' | 'sheet', number>;

export interface Sent {
  takes: readonly NamedTake[];
  bill: Bill;
  /** What each shot should show. */
  filesOfShots: ReadonlyMap<number, readonly PictureFile[]>;
  kept: ReadonlyMap<string, KeptPicture>;
  texts: Catalogue;
}

export interface PictureVerdict {
  ways: ReadonlyMap<string, Ways>;
  problems: readonly string[];
}

/** Compares the bytes the sandbox received with the files each shot names. */
export function judgePictures({ takes, bill, filesOfShots, kept, texts }: Sent): PictureVerdict {
  const operations = new Map(bill.operations.map((operation) => [operation.operationId, operation]));
  const ways = new Map<string, Ways>();
  const problems: string[] = [];
  for (const { storyboardName, segmentIndex, providerId, operationId = '' } of takes) {
    const pictures = operations.get(operationId)?.pictures ?? [];
    const counts = ways.get(providerId) ?? { link: 0, data: 0, sheet: 0 };
    ways.set(providerId, counts);
    for (const picture of pictures) counts[wayOf(picture, kept)]++;
    const files = filesOfShots.get(segmentIndex) ?? [];
    const wanted = new Map(files.map(({ path, bytes }) => [hash(bytes), path]));
    const shown = pictures.flatMap(({ sha256 }) => kept.get(sha256 ?? '')?.shows ?? [`${sha256}`]);
    const missing = [...wanted].filter(([sha256]) => !shown.includes(sha256)).map(([, path]) => path);
    const foreign = shown.filter((sha256) => !wanted.has(sha256));
    if (missing.length === 0 && foreign.length === 0) continue;
    problems.push(`${storyboardName} ${segmentIndex}: ${texts.pictures.wrong(missing, foreign.length)}`);
  }
  return { ways, problems };
}

/** One line per provider. */
export function renderWays(ways: PictureVerdict['ways'], texts: Catalogue): string[] {
  return [...ways].map(([provider, counts]) => texts.pictures.arrived(provider, counts));
}

function wayOf(
  { sha256, url }: BillOperation['pictures'][number],
  kept: ReadonlyMap<string, KeptPicture>,
): keyof Ways {
  if (kept.get(sha256 ?? '')?.isSheet === true) return 'sheet';
  return url === null ? 'data' : 'link';
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
