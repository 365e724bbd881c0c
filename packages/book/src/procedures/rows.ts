import { Failure, Clip, Priority, TakeState, Warning } from '@cineflow/contracts';
import type { ClipOutput, GenerationRequest, LineTake } from '@cineflow/core';
import type { TakeRecord } from '../records.ts';
import { all, marks, type Row, type SqlValue, type Steps } from '../sql/procedure.ts';

/** Open states. Every query for open takes must use this text to hit the index. */
export const OPEN = `('queued', 'submitting', 'unconfirmed', 'rendering', 'overdue', 'collecting')`;
/** States in which a take holds a permit. */
export const IN_FLIGHT = `('submitting', 'unconfirmed', 'rendering', 'overdue')`;

const takes = (condition: string, from = 'takes t'): string => `
  select t.*, t.version + s.version as sum_version, s.name as storyboard_name, s.is_forced, s.is_paused,
    s.api_key_name, s.retry_failed, coalesce(t.own_request, h.request) as request
  from ${from}
  join storyboards s on s.id = t.storyboard_id and s.is_draft = 0${condition}
  join shots h on h.storyboard_id = t.storyboard_id and h.segment_index = t.segment_index`;

/** Takes with storyboard and request, without drafts and removed storyboards. */
export const TAKES = takes(' and s.deleted_at is null');
/** Same, including removed storyboards. */
export const ANY_TAKES = takes('');

/** Takes by id, ordered, chosen before the joins: a server without statistics would join whole storyboards. */
const byIds = (ids: readonly unknown[]): string =>
  `(select * from takes where id in (${marks(ids)}) order by id) t`;

/** These takes with storyboard and request, without drafts and removed storyboards, by id. */
export const takesOfIds = (ids: readonly unknown[]): string =>
  `${takes(' and s.deleted_at is null', byIds(ids))} order by t.id`;

/** A page of a storyboard's takes. Takes the storyboard, the last place, the values of `more`, and the limit. */
const pageBy = (more: string): string =>
  `(select * from takes where storyboard_id = ? and place > ?${more} order by place limit ?) t`;

/** Takes of such a page, with storyboard and request. */
export const takesOfPage = (more: string, isRemovedToo: boolean): string =>
  `${takes(isRemovedToo ? '' : ' and s.deleted_at is null', pageBy(more))} order by t.place`;

const lineTakesFrom = (from: string): string => `
  select t.id, t.provider_id, t.version + s.version as sum_version, t.state, t.storyboard_id, s.weight, t.model,
    t.place, s.is_paused, t.follows, t.operation_id, t.operation_ref, t.submitted_at,
    case when t.state = 'queued' and s.is_forced = 0 and exists (
      select 1 from contents c where c.fingerprint = t.fingerprint and c.is_stored = 1
    ) then 1 else 0 end as is_ready
  from ${from} join storyboards s on s.id = t.storyboard_id and s.is_draft = 0`;

/** Redis rows of takes; `where` continues the statement. */
export function* lineTakes(where: string, ...values: SqlValue[]): Steps<LineTake[]> {
  return (yield* all(`${lineTakesFrom('takes t')} where ${where}`, ...values)).map(toLineTake);
}

/** Redis rows of a page of a storyboard's takes. */
export function* lineTakesOfPage(more: string, ...values: SqlValue[]): Steps<LineTake[]> {
  return (yield* all(`${lineTakesFrom(pageBy(more))} order by t.place`, ...values)).map(toLineTake);
}

/** Redis rows of takes by id. */
export function* moved(takeIds: readonly string[]): Steps<LineTake[]> {
  if (takeIds.length === 0) return [];
  return (yield* all(lineTakesFrom(byIds(takeIds)), ...takeIds)).map(toLineTake);
}

function toLineTake(row: Row): LineTake {
  return {
    takeId: text(row.id),
    providerId: text(row.provider_id),
    version: Number(row.sum_version),
    state: TakeState.parse(row.state),
    storyboardId: text(row.storyboard_id),
    weight: Number(row.weight),
    model: text(row.model),
    place: Number(row.place),
    isPaused: row.is_paused === 1,
    isFollowing: row.follows !== null,
    isReady: row.is_ready === 1,
    ...optional({
      operationId: row.operation_id,
      operationRef: row.operation_ref,
      submittedAt: row.submitted_at,
    }),
  };
}

/** Converts a row of `TAKES`. */
export function toTakeRecord(row: Row): TakeRecord {
  return {
    takeId: text(row.id),
    storyboardId: text(row.storyboard_id),
    storyboardName: text(row.storyboard_name),
    segmentIndex: Number(row.segment_index),
    place: Number(row.place),
    takeNumber: Number(row.take_number),
    providerId: text(row.provider_id),
    model: text(row.model),
    fingerprint: text(row.fingerprint),
    request: toRequest(text(row.request)),
    force: row.is_forced === 1,
    state: TakeState.parse(row.state),
    version: Number(row.sum_version),
    generation: Number(row.generation),
    isPaused: row.is_paused === 1,
    isCancelAsked: row.is_cancel_asked === 1,
    attempts: Number(row.attempts),
    createdAt: Number(row.created_at),
    changedAt: Number(row.changed_at),
    spentMicros: Number(row.spent_micros),
    bought: Number(row.bought),
    ...optional({
      follows: row.follows,
      attemptId: row.attempt_id,
      begunAt: row.begun_at,
      unconfirmedAt: row.unconfirmed_at,
      submittedAt: row.submitted_at,
      renderedAt: row.rendered_at,
      finishedAt: row.finished_at,
      operationId: row.operation_id,
      operationRef: row.operation_ref,
      priceMicros: row.price_micros,
      reservedMicros: row.reserved_micros,
      route: row.route,
      apiKeyName: row.api_key_name,
    }),
    ...(row.suspects ? { suspects: JSON.parse(text(row.suspects)) as string[] } : {}),
    ...(row.link ? { output: JSON.parse(text(row.link)) as ClipOutput } : {}),
    ...(row.clip ? { clip: toClip(row.clip) } : {}),
    ...(row.failure ? { failure: Failure.parse(JSON.parse(text(row.failure))) } : {}),
  };
}

/** A request of the first version, before models had a pro variant and pictures a role. */
interface FirstRequest {
  model: string;
  prompt: string;
  imageUrl: string | null;
  durationSeconds: number;
  isPro: boolean;
  resolution: 'horizontal' | 'vertical';
}

/** Parses a request, including earlier versions, whose takes may still be open. */
export function toRequest(json: string): GenerationRequest {
  const read = JSON.parse(json) as GenerationRequest | FirstRequest;
  if (!('isPro' in read)) return read;
  const { model, prompt, imageUrl, durationSeconds, isPro, resolution } = read;
  return {
    model: isPro ? `${model}-pro` : model,
    prompt,
    inputs: imageUrl === null ? [] : [{ role: 'first-frame', url: imageUrl }],
    durationSeconds,
    aspectRatio: resolution === 'vertical' ? '9:16' : '16:9',
  };
}

/** Parses a stored clip. */
export function toClip(json: SqlValue | undefined): Clip {
  return Clip.parse(JSON.parse(text(json)));
}

/** Parses the warnings of a storyboard. */
export const toWarnings = (json: SqlValue | undefined): Warning[] =>
  Warning.array().parse(JSON.parse(text(json)));
export const toPriority = (value: SqlValue | undefined): Priority => Priority.parse(value);

/** A non-null column as text. */
export function text(value: SqlValue | undefined): string {
  return String(value ?? '');
}

/** Fields whose column is not null; the caller's record defines the types. */
export function optional<Fields extends Record<string, SqlValue | undefined>>(
  fields: Fields,
): { [Name in keyof Fields]?: never } {
  const present = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present) as { [Name in keyof Fields]?: never };
}
