import type { Book } from './book.ts';
import type { Driver } from './driver.ts';
import { acceptInParts, operationsInParts, retryInParts, takesInParts } from './in-parts.ts';
import { procedures, type Entry, type ProcedureName } from './procedures/registry.ts';

/** Nouns of the book and the full names of their methods. */
type Noun = Exclude<keyof Book, 'driver' | 'health' | 'backup' | 'close'>;
type Declared = { [N in Noun]: `${N}.${keyof Book[N] & string}` }[Noun];
/** Composed of several procedures. */
type InParts = 'storyboards.accept' | 'takes.retry' | 'operations.ofStoryboard';
/** Compile error if a declared method has no procedure. */
type Missing = Exclude<Declared, ProcedureName | InParts>;
const IS_COMPLETE: [Missing] extends [never] ? true : Missing = true;

/** Implements `Book` on a driver: each method runs the procedure of the same name. */
export function createBook(driver: Driver): Book {
  if (!IS_COMPLETE) throw new Error('a method of the book has no procedure');
  const nouns: Record<string, Record<string, (args: unknown) => Promise<unknown>>> = {};
  for (const [name, { writes }] of Object.entries(procedures) as [ProcedureName, Entry][]) {
    const [noun = '', method = ''] = name.split('.');
    const run = writes ? driver.write.bind(driver, name) : driver.read.bind(driver, name);
    nouns[noun] = { ...nouns[noun], [method]: run };
  }
  const accept: Book['storyboards']['accept'] = (args) => acceptInParts(driver, args);
  const takes: Book['storyboards']['takes'] = (args) => takesInParts(driver, args);
  const retry: Book['takes']['retry'] = (args) => retryInParts(driver, args);
  const ofStoryboard: Book['operations']['ofStoryboard'] = (args) => operationsInParts(driver, args);
  return {
    ...nouns,
    storyboards: { ...nouns['storyboards'], accept, takes },
    takes: { ...nouns['takes'], retry },
    operations: { ...nouns['operations'], ofStoryboard },
    driver: driver.kind,
    health: () => driver.health(),
    backup: (path: string) => driver.backup(path),
    close: () => driver.close(),
    // The test suite of both drivers checks that replies match the interface.
  } as unknown as Book;
}
