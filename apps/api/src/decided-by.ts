import { defined } from '@cineflow/core';
import type { Caller } from './plugins/api-keys.ts';

/** Who decides, and why, as the book keeps it: the name of the API key where nobody says another. */
export function decidedBy(
  { name }: Caller,
  { by = name, reason }: { by?: string | undefined; reason?: string | undefined },
): { by?: string; reason?: string } {
  return { ...defined({ by, reason }) };
}
