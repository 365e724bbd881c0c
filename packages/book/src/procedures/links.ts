import type { Clip } from '@cineflow/contracts';
import { toMicros, type LineTake, type PlannedRoute } from '@cineflow/core';
import type { TakeRecord } from '../records.ts';
import { all, lock, one, type Moment, type Row, type Steps } from '../sql/procedure.ts';
import { freeFollowers } from './contents.ts';
import { addEvent, change, lockTake, moveTake } from './move-take.ts';
import { moved, text, toClip } from './rows.ts';

/** Whether the take may begin, as far as the one whose last frame it starts from is concerned. */
export type LinkState = 'none' | 'ready' | 'open' | 'broken';

/** State of a take's link, decided against a concurrent end of its source. */
export function* lookAtLink(takeId: string): Steps<{ state: LinkState; source: string }> {
  const [row] = yield* lock(
    'p',
    `select p.id, p.state, p.finished_at from links l join takes p on p.id = l.after_take where l.take_id = ?`,
    takeId,
  );
  if (row === undefined) return { state: 'none', source: '' };
  const source = text(row.id);
  if (row.finished_at === null) return { state: 'open', source };
  return { state: row.state === 'completed' || row.state === 'reused' ? 'ready' : 'broken', source };
}

/** Carries out what was ordered for a queued take whose source ended without a clip. */
export function* breakLink(
  { takeId }: { takeId: string },
  { now }: Moment,
): Steps<{ verdict: 'failed' | 'alone' | 'waiting' | 'stale'; moved: LineTake[] }> {
  const take = yield* lockTake(takeId);
  const isHere = take?.state === 'queued' && (yield* lookAtLink(takeId)).state === 'broken';
  const link = isHere
    ? yield* one(
        `select l.*, p.segment_index, p.state, p.failure from links l join takes p on p.id = l.after_take
         where l.take_id = ?`,
        takeId,
      )
    : undefined;
  if (!take || link === undefined) return { verdict: 'stale', moved: take ? yield* moved([takeId]) : [] };
  if (link.policy === 'wait') {
    yield* change(takeId, { follows: text(link.after_take) });
    return { verdict: 'waiting', moved: yield* moved([takeId]) };
  }
  const why = whyBroken(link);
  if (link.alone !== null) return yield* goAlone(take, { alone: text(link.alone), why, now });
  const failure = JSON.stringify({ reason: 'dependency', message: why });
  yield* moveTake(take, {
    event: 'refuse',
    now,
    detail: { detail: why },
    changes: { failure, follows: null },
  });
  const freed = yield* freeFollowers([takeId], now);
  return { verdict: 'failed', moved: yield* moved([takeId, ...freed]) };
}

function whyBroken({ segment_index: shot, state, failure }: Row): string {
  const { reason = '', message = '' } = failure
    ? (JSON.parse(text(failure)) as { reason?: string; message?: string })
    : {};
  const what = state === 'failed' ? `failed (${reason}: ${message.slice(0, 200)})` : 'was cancelled';
  return `shot ${String(shot)} ${what}, and this one starts from its last frame`;
}

/** The take is made without the frame from now on. */
function* goAlone(
  { takeId }: TakeRecord,
  { alone, why, now }: { alone: string; why: string; now: number },
): Steps<{ verdict: 'alone'; moved: LineTake[] }> {
  const { providerId, request, fingerprint, priceCents } = JSON.parse(alone) as PlannedRoute;
  yield* all(`delete from links where take_id = ?`, takeId);
  yield* change(takeId, {
    follows: null,
    route: null,
    provider_id: providerId,
    model: request.model,
    fingerprint,
    price_micros: priceCents === undefined ? null : toMicros(priceCents),
    own_request: JSON.stringify(request),
  });
  yield* addEvent(takeId, { at: now, event: 'restart', detail: { detail: `${why}; it is made without it` } });
  return { verdict: 'alone', moved: yield* moved([takeId]) };
}

/** The clip whose last frame a take starts from, and its owner. Null without a link or a clip. */
export function* source({
  takeId,
}: {
  takeId: string;
}): Steps<{ takeId: string; clip: Clip; apiKeyName?: string } | null> {
  const row = yield* one(
    `select p.id, p.clip, s.api_key_name from links l join takes p on p.id = l.after_take
     join storyboards s on s.id = p.storyboard_id where l.take_id = ? and p.clip is not null`,
    takeId,
  );
  if (row === undefined) return null;
  const name = row.api_key_name === null ? {} : { apiKeyName: text(row.api_key_name) };
  return { takeId: text(row.id), clip: toClip(row.clip), ...name };
}
