import type { PlannedStoryboard } from '@cineflow/core';
import type { Book } from './book.ts';
import type { KeptAnswer } from './calls.ts';
import type { Driver } from './driver.ts';
import { headOf } from './procedures/accept-storyboard.ts';
import { procedures, type Entry, type ProcedureName } from './procedures/registry.ts';

/** A storyboard of more takes is written in parts: one long transaction would hold up every create. */
const WHOLE = 200;
/** Takes per part, and the pause between two of them, ms: creates go in between. */
const PART = 500;
const PAUSE_MS = 2;

/** Nouns of the book, and the full names of their methods. */
type Noun = Exclude<keyof Book, 'driver' | 'health' | 'backup' | 'close'>;
type Declared = { [N in Noun]: `${N}.${keyof Book[N] & string}` }[Noun];
/** Fails to compile where the book declares a method that no procedure carries out. */
type Missing = Exclude<Declared, ProcedureName | 'storyboards.accept'>;
const isComplete: [Missing] extends [never] ? true : Missing = true;

/** The declared interface of the book over one of its drivers; each method is the procedure of its name. */
export function createBook(driver: Driver): Book {
  if (!isComplete) throw new Error('a method of the book has no procedure');
  const nouns: Record<string, Record<string, (args: unknown) => Promise<unknown>>> = {};
  for (const [name, { writes }] of Object.entries(procedures) as [ProcedureName, Entry][]) {
    const [noun = '', method = ''] = name.split('.');
    const run = writes ? driver.write.bind(driver, name) : driver.read.bind(driver, name);
    nouns[noun] = { ...nouns[noun], [method]: run };
  }
  const accept: Book['storyboards']['accept'] = (args) => acceptStoryboard(driver, args);
  return {
    ...nouns,
    storyboards: { ...nouns['storyboards'], accept },
    driver: driver.kind,
    health: () => driver.health(),
    backup: (path: string) => driver.backup(path),
    close: () => driver.close(),
    // Replies are what the interface declares for the name of a procedure; the suite over both drivers checks it.
  } as unknown as Book;
}

async function acceptStoryboard(
  driver: Driver,
  { storyboard, kept }: { storyboard: PlannedStoryboard; kept?: KeptAnswer | undefined },
): Promise<{ verdict: 'accepted' | 'superseded' }> {
  const { id, takes } = storyboard;
  type Verdict = { verdict: 'accepted' | 'superseded' };
  const last = kept ? { kept } : {};
  if (takes.length <= WHOLE) {
    return (await driver.write('storyboards.acceptWhole', { storyboard, ...last })) as Verdict;
  }
  await driver.write('storyboards.openDraft', { head: headOf(storyboard) });
  for (let start = 0; start < takes.length; start += PART) {
    const part = takes.slice(start, start + PART);
    await driver.write('storyboards.addTakes', { id, takes: part, place: start + 1 });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return (await driver.write('storyboards.publish', { id, ...last })) as Verdict;
}
