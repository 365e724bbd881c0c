import { MatrixPolicy } from '@cineflow/contracts';
import { fieldOf, isAbsent, type JsonRecord } from './json-value.ts';
import { childOf, type Place } from './report.ts';
import { count } from './tally.ts';

/** `auto`, `always` or `never` in a document or a shot; undefined where it says none of them, with a warning. */
export function readPolicy(
  record: JsonRecord,
  name: 'matrix' | 'descriptions',
  place: Place,
): MatrixPolicy | undefined {
  const value = fieldOf(record, name);
  if (isAbsent(value)) return undefined;
  const read = MatrixPolicy.safeParse(typeof value === 'string' ? value.trim().toLowerCase() : value);
  if (read.success) return read.data;
  const says = 'is not used: it is none of auto, always, never';
  count(childOf(place, name), { key: `no policy ${name}`, code: 'field-not-used', name, asked: value, says });
  return undefined;
}
