import type { Clip } from '@cineflow/contracts';
import { takeIdOf, type LineTake, type PlannedStoryboard, type PlannedTake } from '@cineflow/core';
import type { Book } from '../src/book.ts';
import type { Begun, BeginArgs } from '../src/calls.ts';
import type { Driver } from '../src/driver.ts';
import type { Row, SqlValue } from '../src/sql/procedure.ts';

/** A new, empty book over one of the drivers. */
export interface Harness {
  book: Book;
  driver: Driver;
  /** Whether `at` decides the time; on PostgreSQL the server's clock does. */
  hasClock: boolean;
  /** Looks at, or changes, the tables behind the book's back. */
  sql: (text: string, ...values: SqlValue[]) => Promise<Row[]>;
}

/** One behaviour of the book: what it is called, and how it is checked. */
export type Cases = Readonly<Record<string, (harness: Harness) => Promise<void>>>;

/** Options of a test's storyboard; every take has distinct content unless `contents` says otherwise. */
export interface Wanted extends Partial<Omit<PlannedStoryboard, 'takes'>> {
  id: string;
  takes?: number;
  /** Price of each take, micros; null: not known. */
  price?: number | null;
  /** Fingerprints, by place. */
  contents?: readonly string[];
}

export const PROVIDER = 'provider';
export const PRICE = 250_000;

/** Plans a storyboard of one shot per take. */
export function plan(wanted: Wanted): PlannedStoryboard {
  const { id, takes = 1, price = PRICE, contents = [], ...rest } = wanted;
  return {
    id,
    name: `Name of ${id}`,
    providerId: PROVIDER,
    model: 'model-a',
    priority: 'normal',
    force: false,
    warnings: [],
    ...rest,
    takes: Array.from({ length: tallest(takes, contents) }, (_, index) =>
      planTake(id, index, contents[index] ?? `content of ${id} ${index}`, price),
    ),
  };
}

function tallest(takes: number, contents: readonly string[]): number {
  return Math.max(takes, contents.length);
}

function planTake(id: string, index: number, fingerprint: string, price: number | null): PlannedTake {
  return {
    segmentIndex: index,
    takeNumber: 1,
    fingerprint,
    ...(price === null ? {} : { priceCents: price / 10_000 }),
    providerId: PROVIDER,
    request: {
      model: 'model-a',
      prompt: `Shot ${index} of ${id}`,
      inputs: [],
      durationSeconds: 5,
      aspectRatio: '16:9',
    },
  };
}

/** Id of the take of a planned storyboard at an index from 0. */
export const takeOf = (id: string, index = 0): string => takeIdOf(id, { segmentIndex: index, takeNumber: 1 });

/** Orders a storyboard and answers the ids of its takes. */
export async function order(book: Book, wanted: Wanted): Promise<string[]> {
  const storyboard = plan(wanted);
  await book.storyboards.accept({ storyboard });
  return storyboard.takes.map((take) => takeIdOf(storyboard.id, take));
}

/** Asks for the licence with the permit of the book's first epoch. */
export function begin(
  book: Book,
  takeId: string,
  attemptId: string,
  more: Partial<BeginArgs> = {},
): Promise<Begun> {
  return book.takes.begin({ takeId, attemptId, epoch: 0, ...more });
}

export const detail = {};

/** Where a provider has a clip. */
export const OUTPUT = { url: 'https://example.test/clip', auth: 'none' } as const;

/** A stored clip of some name. */
export function clipOf(key: string): Clip {
  return { key: `${key}.mp4`, sizeBytes: 7, sha256: `sha of ${key}` };
}

/** Brings a queued take to `rendering`. */
export async function send(book: Book, takeId: string, attemptId: string, operationId: string) {
  const begun = await begin(book, takeId, attemptId);
  if (begun.verdict !== 'go') throw new Error(`${takeId} may not be sent: ${begun.verdict}`);
  await book.takes.accept({ takeId, attemptId, operationId, detail });
}

/** Brings a take that renders to `completed`. */
export async function finish(book: Book, takeId: string, operationId: string, key = takeId) {
  await book.takes.render({ takeId, operationId, output: OUTPUT, detail });
  return book.takes.store({ takeId, clip: clipOf(key), detail });
}

/** Makes a take from the queue to the store. */
export async function make(book: Book, takeId: string, name: string) {
  await send(book, takeId, `attempt ${name}`, `operation ${name}`);
  return finish(book, takeId, `operation ${name}`, name);
}

/** States of some takes, in their order. */
export async function statesOf(book: Book, takeIds: readonly string[]): Promise<string[]> {
  const takes = await book.takes.readMany({ takeIds: [...takeIds] });
  const byId = new Map(takes.map((take) => [take.takeId, take.state as string]));
  return takeIds.map((id) => byId.get(id) ?? 'none');
}

/** The row of one take for Redis. */
export async function rowOf(book: Book, takeId: string): Promise<LineTake> {
  const [row] = await book.takes.lineRows({ takeIds: [takeId] });
  if (row === undefined) throw new Error(`The book has no row of ${takeId}`);
  return row;
}

/** What a budget row says; null where there is none. */
export async function budgetOf({ sql }: Harness, id: string) {
  const [row] = await sql('select * from budgets where id = ?', id);
  if (row === undefined) return null;
  return { limit: row['limit_micros'], reserved: row['reserved_micros'], spent: row['spent_micros'] };
}

/** What each place says that the take cost. */
export async function sumsOf(harness: Harness, take: string) {
  const { book } = harness;
  const receipt = await book.operations.ofStoryboard({ id: 's' });
  return {
    take: (await book.takes.read({ takeId: take }))?.spentMicros,
    storyboard: (await book.storyboards.read({ id: 's' }))?.spentMicros,
    receipt: receipt.reduce((sum, { costMicros = 0, refundMicros }) => sum + costMicros - refundMicros, 0),
    budget: (await budgetOf(harness, 'storyboard:s'))?.spent,
    key: (await book.budgets.ofKey({ apiKeyName: 'k' })).spentMicros,
    provider: (await book.budgets.ofProvider({ providerId: PROVIDER })).spentMicros,
  };
}

/** The same amount in each of those places. */
export const allSums = (micros: number) => ({
  take: micros,
  storyboard: micros,
  receipt: micros,
  budget: micros,
  key: micros,
  provider: micros,
});

/** The id of the day that contains a time. */
export const dayIdOf = (at: number): string => `day:${Math.floor(at / 86_400_000)}`;

const TABLES = [
  'storyboards',
  'shots',
  'takes',
  'routes',
  'attempts',
  'operations',
  'contents',
  'budgets',
  'events',
  'decisions',
  'incidents',
  'idempotency',
  'assets',
  'asset_uses',
  'links',
  'errands',
  'api_keys',
  'book',
];

/** Empties a book that was used before, and gives it an id. */
export async function emptyBook(harness: Harness): Promise<Harness> {
  for (const table of TABLES) await harness.sql(`delete from ${table}`);
  await harness.driver.write('identity.ensure', { bookId: 'a book' });
  return harness;
}
