import { defined } from '@cineflow/core';
import type { Caller } from './plugins/api-keys.ts';

/** Person and reason of a decision for the book; default: the name of the API key. */
export function decidedBy(
  { name }: Caller,
  { by = name, reason }: { by?: string | undefined; reason?: string | undefined },
): { by?: string; reason?: string } {
  return { ...defined({ by, reason }) };
}
