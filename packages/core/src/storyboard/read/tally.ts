import type { Warning } from '@cineflow/contracts';
import { cutText, echoValue } from './echo-value.ts';
import { defined } from '../../defined.ts';

/** Unknown names beyond this number are only counted. */
const MAX_GROUPS = 100;
const MAX_PLACES = 10;
const MAX_NAMES = 5;

/** A field that was ignored, or read under a synonym. */
export interface Finding {
  /** Findings with the same key become one warning. */
  key: string;
  code: Warning['code'];
  name: string;
  asked: unknown;
  /** The value used; absent if it was ignored. */
  used?: string | number | boolean;
  /** Text after the names: `is not used: …`, `is read as …`. */
  says: string;
}

interface Group {
  first: Finding;
  segmentIndex: number | undefined;
  names: Set<string>;
  places: string[];
  count: number;
}

export interface Tally {
  groups: Map<string, Group>;
  /** Findings beyond the limit. */
  omitted: number;
}

/** Where a finding is, and the tally it goes to. */
interface Place {
  report: { tally: Tally };
  pointer: string;
  segmentIndex?: number;
}

/** An empty tally. */
export function createTally(): Tally {
  return { groups: new Map(), omitted: 0 };
}

/** Adds a finding reported once per document, with count and places. */
export function count(place: Place, finding: Finding): void {
  const { tally } = place.report;
  const group = tally.groups.get(finding.key);
  if (group === undefined && tally.groups.size >= MAX_GROUPS) {
    tally.omitted += 1;
    return;
  }
  const known = group ?? {
    first: finding,
    segmentIndex: place.segmentIndex,
    names: new Set(),
    places: [],
    count: 0,
  };
  if (group === undefined) tally.groups.set(finding.key, known);
  known.count += 1;
  if (known.names.size < MAX_NAMES) known.names.add(finding.name);
  if (known.places.length < MAX_PLACES) known.places.push(place.pointer);
}

/** The warnings of a tally. Pointer and values are those of the first place. */
export function warningsOfTally({ groups, omitted }: Tally): Warning[] {
  const warnings = [...groups.values()].map(toWarning);
  if (omitted === 0) return warnings;
  const detail = `${omitted} more fields are not used`;
  return [...warnings, { pointer: '', code: 'field-not-used', detail, count: omitted }];
}

function toWarning({ first, segmentIndex, names, places, count }: Group): Warning {
  const listed = [...names].map((name) => cutText(name, 60)).join(', ');
  const asked = echoValue(first.asked);
  const times = count === 1 ? '' : `; in ${count} places`;
  return {
    pointer: places[0] ?? '',
    code: first.code,
    detail: `${listed} ${names.size === 1 ? first.says : inPlural(first.says)}${times}`,
    ...(count === 1 && segmentIndex !== undefined ? { segmentIndex } : {}),
    ...defined({ asked, used: first.used }),
    count,
    ...(count === 1 ? {} : { places }),
  };
}

function inPlural(says: string): string {
  return says.replace(/^is /u, 'are ').replace(/^counts /u, 'count ');
}
