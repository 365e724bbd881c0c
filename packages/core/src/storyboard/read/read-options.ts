import { StoryboardOptions } from '@cineflow/contracts';
import { fieldOf, isNote, isRecord, kindOf, type JsonRecord } from './json-value.ts';
import { childOf, fail, type Place } from './report.ts';

const KNOWN = Object.keys(StoryboardOptions.shape);
const FIX = `Options are ${KNOWN.join(', ')}.`;

/**
 * Reads the options; null means absent. Invalid ones are reported and replaced by defaults, so that the document is
 * checked too.
 */
export function readOptions(value: unknown, place: Place): StoryboardOptions {
  if (value === undefined || value === null) return StoryboardOptions.parse({});
  if (!isRecord(value)) {
    const detail = `options must be an object, found ${kindOf(value)}`;
    fail(place, { code: 'not-an-object', detail, value, fix: FIX });
    return StoryboardOptions.parse({});
  }
  for (const key of Object.keys(value)) {
    if (!KNOWN.includes(key) && !isNote(key)) failUnknown(key, value, place);
  }
  const given = Object.fromEntries(KNOWN.map((key) => [key, fieldOf(value, key) ?? undefined]));
  for (const key of faultyKeys(given, place)) given[key] = undefined;
  return StoryboardOptions.parse(given);
}

function failUnknown(key: string, options: JsonRecord, place: Place): void {
  const detail = `there is no option ${JSON.stringify(key.slice(0, 60).toWellFormed())}`;
  fail(childOf(place, key), { code: 'unknown-option', detail, value: options[key], fix: FIX });
}

function faultyKeys(given: JsonRecord, place: Place): Set<string> {
  const faulty = new Set<string>();
  for (const issue of StoryboardOptions.safeParse(given).error?.issues ?? []) {
    const key = String(issue.path[0]);
    faulty.add(key);
    const at = issue.path.reduce<Place>(
      (parent, step) => childOf(parent, typeof step === 'number' ? step : String(step)),
      place,
    );
    const isWhole = issue.path.length === 1;
    const detail = isWhole ? whatIsWrong(key, codeOf(issue.code), given[key]) : issue.message;
    const value = isWhole ? given[key] : undefined;
    fail(at, { code: codeOf(issue.code), detail, value, fix: fixOf(key) });
  }
  const { name } = given;
  if (typeof name === 'string' && !name.isWellFormed()) {
    faulty.add('name');
    const detail = 'the name holds half a character (a lone surrogate)';
    fail(childOf(place, 'name'), { code: 'broken-unicode', detail, value: name, fix: fixOf('name') });
  }
  return faulty;
}

function whatIsWrong(key: string, code: ReturnType<typeof codeOf>, value: unknown): string {
  if (code === 'wrong-type') return `the option ${key} must not be ${kindOf(value)}`;
  return code === 'out-of-range'
    ? `the option ${key} is out of range`
    : `the option ${key} has no such value`;
}

function codeOf(issue: string): 'wrong-type' | 'out-of-range' | 'not-allowed' {
  if (issue === 'invalid_type') return 'wrong-type';
  return issue === 'too_small' || issue === 'too_big' ? 'out-of-range' : 'not-allowed';
}

function fixOf(key: string): string {
  switch (key) {
    case 'takes':
      return 'Write an integer from 1 to 20 without quotes.';
    case 'routing':
      return 'Write "order", "cheapest" or "fastest".';
    case 'providers':
      return 'Write a list of at most 8 providers, each as its name or as {"provider": "…", "model": "…"}.';
    case 'priority':
      return 'Write "high", "normal" or "low".';
    case 'durationPolicy':
      return 'Write "nearest" or "strict".';
    case 'matrix':
    case 'descriptions':
      return 'Write "auto", "always" or "never".';
    case 'brokenChain':
      return 'Write "stop", "restart" or "wait".';
    case 'budgetCents':
      return 'Write an amount in cents from 0 on, without quotes.';
    case 'retryFailed':
      return 'Write an integer from 0 to 5 without quotes.';
    case 'dryRun':
    case 'force':
      return 'Write true or false without quotes.';
    default:
      return 'Write a short text, or leave it out.';
  }
}
