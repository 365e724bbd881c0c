import type { Incident, TakeRecord } from '../records.ts';
import { all, one, type Steps } from '../sql/procedure.ts';
import { text } from './rows.ts';

/** A cost above this multiple of the price is implausible. */
const ODD_FACTOR = 100;
/** Upper limit of a plausible cost: a million of a currency. Sums of thousands stay exact numbers. */
const ODD_MICROS = 1_000_000_000_000;

/** True for a reported cost that is implausible or no amount at all. */
export function isOdd(cost: number | undefined, price: number | undefined): boolean {
  if (cost === undefined) return false;
  if (!Number.isSafeInteger(cost) || cost < 0 || cost > ODD_MICROS) return true;
  return price !== undefined && price > 0 && cost > price * ODD_FACTOR;
}

/** Records an event that needs a person's attention; once per take, kind and operation. */
export function* addIncident(
  take: TakeRecord,
  incident: Pick<Incident, 'kind' | 'at' | 'operationId' | 'detail'>,
): Steps<void> {
  const { kind, at, operationId, detail } = incident;
  yield* all(
    `insert into incidents (id, at, kind, take_id, provider_id, operation_id, detail) values (?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do nothing`,
    `${kind} ${take.takeId} ${operationId ?? ''}`,
    at,
    kind,
    take.takeId,
    take.providerId,
    operationId ?? null,
    detail,
  );
}

/** The newest incidents first. */
export function* incidents({ limit }: { limit: number }): Steps<Incident[]> {
  const rows = yield* all(`select * from incidents order by at desc, id limit ?`, limit);
  return rows.map((row) => ({
    at: Number(row.at),
    kind: text(row.kind) as Incident['kind'],
    takeId: text(row.take_id),
    providerId: text(row.provider_id),
    ...(row.operation_id === null ? {} : { operationId: text(row.operation_id) }),
    detail: text(row.detail),
  }));
}

/** Number of incidents. */
export function* countIncidents(): Steps<number> {
  return Number((yield* one(`select count(*) as count from incidents`))?.count ?? 0);
}
