export type * from './book.ts';
export type * from './calls.ts';
export * from './driver.ts';
export * from './records.ts';
export { createBook } from './create-book.ts';
export { openBook, openDriver, sqlitePath, type BookPlace } from './open-book.ts';
export { procedures } from './procedures/registry.ts';
export type { Procedure } from './sql/procedure.ts';
