import type { Driver } from '../../driver.ts';
import { openSqlite, type SqliteOptions } from '../open-sqlite.ts';

/** An untyped driver, closed at the end of its block. */
export interface TestBook extends AsyncDisposable {
  driver: Driver;
  write(name: string, args?: unknown): Promise<unknown>;
  read(name: string, args?: unknown): Promise<unknown>;
}

/** Opens the small book of the tests, also inside a container's temporary folder. */
export async function openTestBook(path: string, options: Partial<SqliteOptions> = {}): Promise<TestBook> {
  const driver = await openSqlite({
    path,
    registry: new URL('./registry.ts', import.meta.url),
    schema: new URL('./schema/', import.meta.url),
    mounts: '/dev/test / ext4 rw 0 0',
    ...options,
  });
  return {
    driver,
    write: (name, args) => driver.write(name as never, args),
    read: (name, args) => driver.read(name as never, args),
    [Symbol.asyncDispose]: () => driver.close(),
  };
}
