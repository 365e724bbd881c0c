import type { Claimed, KeptAnswer, KeyClaim } from '../calls.ts';
import { all, lock, type Moment, type Steps } from '../sql/procedure.ts';
import { text } from './rows.ts';

/** Claims a key for one request. After `busyMs` without an answer another request may take over. */
export function* claim(
  { claim: { name, body, owner }, busyMs }: { claim: KeyClaim; busyMs: number },
  { now }: Moment,
): Steps<Claimed> {
  const made = yield* all(
    `insert into idempotency (name, body, owner, busy_until) values (?, ?, ?, ?) on conflict (name) do nothing returning name`,
    name,
    body,
    owner,
    now + busyMs,
  );
  if (made.length > 0) return { verdict: 'go' };
  const [known] = yield* lock('k', `select k.* from idempotency k where k.name = ?`, name);
  if (known?.body !== body) return { verdict: 'different' };
  if (known.answer !== null) return { verdict: 'replay', answer: JSON.parse(text(known.answer)) };
  if (known.owner !== owner && Number(known.busy_until) > now) return { verdict: 'busy' };
  yield* all(`update idempotency set owner = ?, busy_until = ? where name = ?`, owner, now + busyMs, name);
  return { verdict: 'go' };
}

/** Stores an answer in the transaction of its effect. False if another request holds the key by now. */
export function* finishKey(
  { claim, answer }: KeptAnswer,
  storyboardId: string | null = null,
): Steps<boolean> {
  const kept = yield* all(
    `update idempotency set answer = ?, storyboard_id = ? where name = ? and owner = ? returning name`,
    JSON.stringify(answer),
    storyboardId,
    claim.name,
    claim.owner,
  );
  return kept.length > 0;
}
