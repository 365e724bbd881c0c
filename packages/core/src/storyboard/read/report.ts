import type { FieldError, Warning } from '@cineflow/contracts';
import { echoValue } from './echo-value.ts';
import { createTally, type Tally } from './tally.ts';
import { defined } from '../../defined.ts';

/** Beyond this many findings of a kind the rest is only counted: a hostile document must not fill the memory. */
const MAX_FINDINGS = 20_000;

/** Everything found in one document. */
export interface Report {
  errors: FieldError[];
  warnings: Warning[];
  /** Errors found beyond the limit. */
  errorsOmitted: number;
  /** Warnings that are given once for all places they concern. */
  tally: Tally;
}

/** Where in the body we are, and where to say what is wrong there. */
export interface Place {
  report: Report;
  /** JSON pointer (RFC 6901) into the body as it was sent. */
  pointer: string;
  segmentIndex?: number;
}

/** A place at the root of a body, with an empty report. */
export function startReport(): Place {
  return { report: { errors: [], warnings: [], errorsOmitted: 0, tally: createTally() }, pointer: '' };
}

/** The place one step further down. */
export function childOf(place: Place, key: string | number): Place {
  const step = typeof key === 'number' ? key : key.replaceAll('~', '~0').replaceAll('/', '~1');
  return { ...place, pointer: `${place.pointer}/${step}` };
}

/** Notes an error. `value` is echoed in a bounded form, nested things not at all. */
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

/** Notes something that was repaired or left out. */
export function warn(place: Place, warning: Omit<Warning, 'pointer' | 'segmentIndex'>): void {
  const { warnings } = place.report;
  if (warnings.length >= MAX_FINDINGS) return;
  const { asked, used, ...rest } = warning;
  warnings.push({
    pointer: place.pointer,
    ...rest,
    ...defined({ segmentIndex: place.segmentIndex }),
    ...('asked' in warning ? { asked: echoValue(asked) } : {}),
    ...('used' in warning ? { used: echoValue(used) } : {}),
  });
}

/** All errors, with a last one that counts those left out. */
export function errorsOf(report: Report): FieldError[] {
  if (report.errorsOmitted === 0) return report.errors;
  const detail = `${report.errorsOmitted} more problems were found and left out of this list`;
  return [...report.errors, { pointer: '', code: 'more-problems', detail }];
}
