import { defined } from '@cineflow/core';
import type { AssetPage, AssetRecord, NewAsset } from '../records.ts';
import { all, insert, lock, marks, one, type Moment, type Row, type Steps } from '../sql/procedure.ts';
import { optional, text } from './rows.ts';

/** A storyboard that is not removed has ordered with it. */
const IS_USED = `exists (
  select 1 from asset_uses u join storyboards s on s.id = u.storyboard_id and s.deleted_at is null
  where u.sha256 = a.sha256 and coalesce(s.api_key_name, '') = a.owner)`;

/** Records a picture that is in the store. The same one again only counts as used. */
export function* add(
  { owner, asset, quota }: { owner: string; asset: NewAsset; quota?: number | undefined },
  { now }: Moment,
): Steps<{ verdict: 'added' | 'known' | 'over-quota'; kept?: number }> {
  const known = yield* all(
    `update assets set used_at = ? where owner = ? and sha256 = ? returning sha256`,
    now,
    owner,
    asset.sha256,
  );
  if (known.length > 0) return { verdict: 'known' };
  const kept = Number((yield* one(`select count(*) as count from assets where owner = ?`, owner))?.count);
  if (quota !== undefined && kept >= quota) return { verdict: 'over-quota', kept };
  const { sha256, name = null, mediaType, width, height, sizeBytes, panels } = asset;
  const json = panels === undefined ? null : JSON.stringify(panels);
  yield* insert(
    'assets (owner, sha256, name, media_type, width, height, size_bytes, panels, created_at, used_at)',
    [[owner, sha256, name, mediaType, width, height, sizeBytes, json, now, now]],
  );
  return { verdict: 'added' };
}

/** Pictures of an owner, those that exist. */
export function* find({ owner, sha256s }: { owner: string; sha256s: string[] }): Steps<AssetRecord[]> {
  const found: AssetRecord[] = [];
  for (let start = 0; start < sha256s.length; start += 100) {
    const some = sha256s.slice(start, start + 100);
    const rows = yield* all(
      `select a.*, case when ${IS_USED} then 1 else 0 end as is_used from assets a
       where a.owner = ? and a.sha256 in (${marks(some)})`,
      owner,
      ...some,
    );
    found.push(...rows.map(toAsset));
  }
  return found;
}

/** Type and size of a picture, whoever owns it. */
export function* facts({
  sha256,
}: {
  sha256: string;
}): Steps<Pick<NewAsset, 'mediaType' | 'sizeBytes'> | null> {
  const row = yield* one(`select media_type, size_bytes from assets where sha256 = ? limit 1`, sha256);
  return row === undefined ? null : { mediaType: text(row.media_type), sizeBytes: Number(row.size_bytes) };
}

/** A page of an owner's pictures, newest first; `before` is the cursor of the previous page. */
export function* list({
  owner,
  limit,
  before,
}: {
  owner: string;
  limit: number;
  before?: string | undefined;
}): Steps<AssetPage> {
  const [at = '', sha256 = ''] = before?.split('-') ?? [];
  const older = before === undefined ? '' : 'and (a.created_at, a.sha256) < (?, ?)';
  const rows = yield* all(
    `select a.*, case when ${IS_USED} then 1 else 0 end as is_used from assets a
     where a.owner = ? ${older} order by a.created_at desc, a.sha256 desc limit ?`,
    owner,
    ...(before === undefined ? [] : [Number(at), sha256]),
    limit + 1,
  );
  const assets = rows.slice(0, limit).map(toAsset);
  const last = assets.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return { assets, ...(isMore ? { nextCursor: `${last.createdAt}-${last.sha256}` } : {}) };
}

/** Removes an unused picture of an owner. `isLast`: it has no other owner, so its file can be deleted. */
export function* remove({
  owner,
  sha256,
}: {
  owner: string;
  sha256: string;
}): Steps<{ verdict: 'removed' | 'used' | 'unknown'; isLast?: boolean }> {
  const [row] = yield* lock(
    'a',
    `select a.*, case when ${IS_USED} then 1 else 0 end as is_used from assets a where a.owner = ? and a.sha256 = ?`,
    owner,
    sha256,
  );
  if (row === undefined) return { verdict: 'unknown' };
  if (row.is_used === 1) return { verdict: 'used' };
  yield* all(`delete from assets where owner = ? and sha256 = ?`, owner, sha256);
  const other = yield* one(`select 1 as other from assets where sha256 = ? limit 1`, sha256);
  return { verdict: 'removed', isLast: other === undefined };
}

/** Some pictures that have not been used for this long. */
export function* unused(
  { unusedMs, limit }: { unusedMs: number; limit: number },
  { now }: Moment,
): Steps<{ owner: string; sha256: string }[]> {
  const rows = yield* all(
    `select a.owner, a.sha256 from assets a where a.used_at < ? and not ${IS_USED}
     order by a.used_at, a.owner, a.sha256 limit ?`,
    now - unusedMs,
    limit,
  );
  return rows.map((row) => ({ owner: text(row.owner), sha256: text(row.sha256) }));
}

/** Notes what a new storyboard orders with, so that it is kept. False where one of them was removed meanwhile. */
export function* useAssets(
  { id, owner, sha256s }: { id: string; owner: string; sha256s: readonly string[] },
  now: number,
): Steps<boolean> {
  yield* insert(
    'asset_uses (storyboard_id, sha256)',
    sha256s.map((sha256) => [id, sha256]),
  );
  let found = 0;
  for (let start = 0; start < sha256s.length; start += 100) {
    const some = sha256s.slice(start, start + 100);
    // The lock of these rows decides between an order and a removal.
    const rows = yield* all(
      `update assets set used_at = ? where owner = ? and sha256 in (${marks(some)}) returning sha256`,
      now,
      owner,
      ...some,
    );
    found += rows.length;
  }
  return found === sha256s.length;
}

function toAsset(row: Row): AssetRecord {
  const { panels } = row;
  return {
    sha256: text(row.sha256),
    mediaType: text(row.media_type),
    width: Number(row.width),
    height: Number(row.height),
    sizeBytes: Number(row.size_bytes),
    createdAt: Number(row.created_at),
    usedAt: Number(row.used_at),
    isUsed: row.is_used === 1,
    ...optional({ name: row.name }),
    ...defined({ panels: panels === null ? undefined : (JSON.parse(text(panels)) as unknown[]) }),
  };
}
