import type { FieldError, Warning } from '@cineflow/contracts';
import { echoValue } from './echo-value.ts';
import { createTally, type Tally } from './tally.ts';
import { defined } from '../../defined.ts';

/** Findings of a kind beyond this limit are only counted: a hostile document must not fill the memory. */
const MAX_FINDINGS = 20_000;

/** All findings in one document. */
export interface Report {
  errors: FieldError[];
  warnings: Warning[];
  /** Number of errors beyond the limit. */
  errorsOmitted: number;
  /** Warnings given once for all their places. */
  tally: Tally;
}

/** Current place in the body, with the report. */
export interface Place {
  report: Report;
  /** JSON pointer (RFC 6901) into the body as it was sent. */
  pointer: string;
  segmentIndex?: number;
}

/** The root of a body, with an empty report. */
export function startReport(): Place {
  return { report: { errors: [], warnings: [], errorsOmitted: 0, tally: createTally() }, pointer: '' };
}

/** The place one level deeper. */
export function childOf(place: Place, key: string | number): Place {
  return { ...place, pointer: `${place.pointer}${pointerStep(key)}` };
}

/** A key or index as a step of a JSON pointer (RFC 6901). */
export function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Adds an error. `value` is echoed in bounded form, nested values not at all. */
export function fail(place: Place, problem: Omit<FieldError, 'pointer'>): null {
  const { errors } = place.report;
  if (errors.length >= MAX_FINDINGS) {
    place.report.errorsOmitted += 1;
    return null;
  }
  const { value, ...rest } = problem;
  const echo = echoValue(value);
  errors.push({ pointer: place.pointer, ...rest, ...defined({ value: echo }) });
  return null;
}

/** Adds a warning about a repaired or ignored field. */
export function warn(place: Place, warning: Omit<Warning, 'pointer' | 'segmentIndex'>): void {
  const { asked, used, ...rest } = warning;
  keepWarning(place, {
    pointer: place.pointer,
    ...rest,
    ...defined({ segmentIndex: place.segmentIndex }),
    ...('asked' in warning ? { asked: echoValue(asked) } : {}),
    ...('used' in warning ? { used: echoValue(used) } : {}),
  });
}

/** Adds a complete warning, within the limit. */
export function keepWarning({ report: { warnings } }: Pick<Place, 'report'>, warning: Warning): void {
  if (warnings.length < MAX_FINDINGS) warnings.push(warning);
}

/** All errors; a last one counts those left out. */
export function errorsOf(report: Report): FieldError[] {
  if (report.errorsOmitted === 0) return report.errors;
  const detail = `${report.errorsOmitted} more problems were found and left out of this list`;
  return [...report.errors, { pointer: '', code: 'more-problems', detail }];
}
