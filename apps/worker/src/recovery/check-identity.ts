import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity } from '@cineflow/book';
import type { EpochLook } from '@cineflow/limiter';
import { foreignStore } from '../collect/guard-store.ts';
import type { WorkerContext } from '../context.ts';

const AFRESH =
  'Nothing of an older installation is taken over: start afresh with another CINEFLOW_PREFIX and OUTPUT_DIR, or empty them';
const NEWER =
  'Redis was written by a newer version of CineFlow: update this process; the newer ones go on without it';
/** Interval of the slower checks, ms. */
const CHECK_EVERY_MS = 10_000;

const checked = new WeakMap<WorkerContext, { at: number; reason: string | null }>();

/** Why book, Redis and store do not belong together, as a sentence; null if they do. */
export async function findForeign(
  context: WorkerContext,
  look: EpochLook,
  identity: Identity,
): Promise<string | null> {
  if (look.bookId !== null && look.bookId !== identity.bookId) {
    return (
      `Redis belongs to another book (${look.bookId}); this one is ${identity.bookId}. Use one book for all processes, ` +
      'or another CINEFLOW_PREFIX; after a restore of the book run: pnpm book restore'
    );
  }
  if (look.isNewer) return NEWER;
  const before = checked.get(context);
  if (before && before.reason === null && performance.now() - before.at < CHECK_EVERY_MS) return null;
  const reason =
    (await evictionOf(context)) ??
    (await foreignStoreOf(context, identity)) ??
    (await olderThings(context, identity));
  checked.set(context, { at: performance.now(), reason });
  return reason;
}

/** A Redis that evicts keys silently drops permits and jobs. */
async function evictionOf({ redis }: WorkerContext): Promise<string | null> {
  const memory = await redis.info('memory').catch(() => '');
  const policy = /maxmemory_policy:(\S+)/.exec(memory)?.[1] ?? 'noeviction';
  const limit = Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0);
  if (policy === 'noeviction' || limit === 0) return null;
  return `Redis evicts keys (maxmemory-policy ${policy}): set it to noeviction`;
}

async function foreignStoreOf(
  { store }: WorkerContext,
  { bookId, storeMark = bookId }: Identity,
): Promise<string | null> {
  // An unreachable store is reported elsewhere: it blocks clips, not the book.
  const mark = await store.findMark().catch(() => null);
  return mark === null || mark === storeMark ? null : foreignStore(mark);
}

/** Remains of an installation without a book, while this book is new. */
async function olderThings(
  { redis, prefix, settings }: WorkerContext,
  { isEmpty }: Identity,
): Promise<string | null> {
  if (!isEmpty) return null;
  if ((await redis.exists(`${prefix}:storyboards`)) === 1) {
    return `Redis holds an older installation below the prefix ${settings.redis.prefix}. ${AFRESH}`;
  }
  const folder = join(settings.outputDirectory, '.journal');
  const journals = await readdir(folder).catch(() => []);
  if (!journals.some((name) => name.endsWith('.journal'))) return null;
  return `${folder} holds journals of an older installation. ${AFRESH}`;
}

/** Proof that the book lost acknowledged changes, or null: a committed attempt is missing. */
export async function isRolledBack({ book }: WorkerContext, { witness }: EpochLook): Promise<string | null> {
  const missing = await book.attempts.missing({ attemptIds: witness });
  if (missing.length === 0) return null;
  return (
    `The book lacks ${missing.length} changes that were seen in it (such as ${missing[0] ?? ''}): it was rolled back, or ` +
    'failed over to a standby that was behind. Nothing is sent until: pnpm book restore'
  );
}
