import type { FieldError, Warning } from '@cineflow/contracts';
import type { CleanShot, CleanStoryboard, ReadingRules, Target } from '../../model.ts';
import type { Uploads } from '../pictures/uploads.ts';
import { checkSizes } from './check-sizes.ts';
import { readDocument } from './read-document.ts';
import { childOf, errorsOf, fail, keepWarning, startReport, type Place } from './report.ts';
import { warningsOfTally } from './tally.ts';

/** A document as one candidate would make it. */
interface Reading {
  target: Target;
  projectName: string | null;
  shots: ReadonlyMap<number, CleanShot>;
  errors: readonly FieldError[];
  /** Errors by shot position; -1: those of the whole document. */
  errorsAt: ReadonlyMap<number, readonly FieldError[]>;
  warnings: readonly Warning[];
}

interface RouteRules {
  rules: ReadingRules;
  /** Best first. */
  candidates: readonly Target[];
  takes: number;
  uploads: Uploads;
}

/**
 * Reads a document once for each candidate. A shot goes to those that can make it. What none can make is an error with
 * every reason. Warnings of some candidates name them.
 */
export function readRoutes(document: unknown, place: Place, given: RouteRules): CleanStoryboard {
  const readings = given.candidates.map((target) => read(document, place, target, given));
  const projectName = readings[0]?.projectName ?? null;
  const shared = sharedErrors(readings);
  for (const { pointer, ...error } of shared) fail({ ...place, pointer }, error);
  if (shared.length > 0) return { projectName, shots: [] };
  const able = readings.filter(({ errorsAt }) => !errorsAt.has(WHOLE));
  if (able.length === 0) {
    failAt(place, 'document', readings, WHOLE);
    return { projectName, shots: [] };
  }
  const positions = new Set(readings.flatMap(({ shots, errorsAt }) => [...shots.keys(), ...errorsAt.keys()]));
  positions.delete(WHOLE);
  const shots = [...positions].toSorted((a, b) => a - b).flatMap((at) => readRoute(able, at, place));
  addWarnings(able, place);
  return { projectName, shots };
}

const WHOLE = -1;

function read(
  document: unknown,
  place: Place,
  target: Target,
  { rules, candidates, takes, uploads }: RouteRules,
): Reading {
  const { report } = startReport();
  const at = { ...place, report };
  const storyboard = readDocument(document, at, { ...rules, standard: target }, uploads);
  // A take keeps what every candidate would be asked for.
  checkSizes(storyboard, takes * candidates.length, at);
  const errors = errorsOf(report);
  return {
    target,
    projectName: storyboard.projectName,
    shots: new Map(storyboard.shots.map((shot) => [shot.position, shot])),
    errors,
    errorsAt: Map.groupBy(errors, ({ pointer }) => positionOf(pointer, `${place.pointer}/segments/`)),
    warnings: [...report.warnings, ...warningsOfTally(report.tally)],
  };
}

function positionOf(pointer: string, list: string): number {
  if (!pointer.startsWith(list)) return WHOLE;
  const position = Number(pointer.slice(list.length).split('/')[0]);
  return Number.isSafeInteger(position) ? position : WHOLE;
}

/** Errors that every candidate meets, with the words of each where they differ. */
function sharedErrors([first, ...others]: readonly Reading[]): FieldError[] {
  const known = others.map(({ errors }) => new Map(errors.map((error) => [keyOf(error), error])));
  return (first?.errors ?? []).flatMap((error) => {
    const twins = known.map((errors) => errors.get(keyOf(error)));
    if (twins.includes(undefined)) return [];
    const details = new Set([error, ...twins].map((one) => one?.detail));
    return [{ ...error, detail: [...details].join('; ') }];
  });
}

const keyOf = ({ pointer, code }: FieldError): string => `${code} ${pointer}`;

/** A shot with all its candidates; none after an error. */
function readRoute(readings: readonly Reading[], position: number, place: Place): CleanShot[] {
  const candidates = readings.flatMap(({ shots, errorsAt }) =>
    errorsAt.has(position) ? [] : (shots.get(position) ?? []),
  );
  const [first] = candidates;
  if (first === undefined) {
    failAt(childOf(childOf(place, 'segments'), position), 'shot', readings, position);
    return [];
  }
  // A shot that names its own provider is read alike for all.
  const routes = new Map(candidates.map((shot) => [nameOf(shot.target), shot]));
  return [routes.size === 1 ? first : { ...first, candidates: [...routes.values()] }];
}

function failAt(place: Place, what: string, readings: readonly Reading[], position: number): void {
  const reasons = readings.map(({ target, errorsAt }) => {
    const details = (errorsAt.get(position) ?? errorsAt.get(WHOLE) ?? []).map(({ detail }) => detail);
    return `${nameOf(target)}: ${details.slice(0, 3).join(', ')}`;
  });
  const detail = `no candidate can make this ${what}: ${reasons.join('; ')}`;
  fail(place, { code: 'no-route', detail, fix: 'Change what they cannot make, or name another provider.' });
}

/** A warning that not all candidates share holds only if the one it names makes the shot. */
function addWarnings(readings: readonly Reading[], place: Place): void {
  const times = new Map<string, number>();
  for (const { warnings } of readings) {
    for (const warning of new Set(warnings.map(wordsOf))) times.set(warning, (times.get(warning) ?? 0) + 1);
  }
  const told = new Set<string>();
  for (const { target, warnings } of readings) {
    for (const warning of warnings) {
      const words = wordsOf(warning);
      if (told.has(words)) continue;
      const isShared = times.get(words) === readings.length;
      if (isShared) told.add(words);
      const detail = isShared ? warning.detail : `${warning.detail} (if ${nameOf(target)} makes it)`;
      keepWarning(place, { ...warning, detail });
    }
  }
}

const wordsOf = ({ pointer, detail }: Warning): string => `${pointer} ${detail}`;

function nameOf({ providerId, model }: Target): string {
  return `${providerId} ${model.id}`;
}
