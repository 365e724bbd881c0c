import { displayWidth } from '@cineflow/terminal';
import type { Catalogue } from './catalogue.ts';

type Message = (...values: unknown[]) => string;

/** Every text in both languages: words side by side, sentences on one line where they fit, else on two. */
export function joinCatalogues(first: Catalogue, second: Catalogue): Catalogue {
  return joinParts(first, second) as Catalogue;
}

function joinParts(first: unknown, second: unknown): unknown {
  if (typeof first === 'string') return joinTexts(first, String(second));
  if (typeof first === 'function') {
    return (...values: unknown[]) => joinTexts((first as Message)(...values), (second as Message)(...values));
  }
  const other = second as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(first as object).map(([key, part]) => [key, joinParts(part, other[key])]),
  );
}

const WORD_COLUMNS = 26;
const LINE_COLUMNS = 124;

function joinTexts(first: string, second: string): string {
  if (first === second) return first;
  const columns = displayWidth(first) + displayWidth(second);
  const separator = columns <= WORD_COLUMNS ? ' ' : columns <= LINE_COLUMNS ? ' · ' : '\n';
  return first.includes('\n') ? `${first}\n${second}` : first + separator + second;
}
