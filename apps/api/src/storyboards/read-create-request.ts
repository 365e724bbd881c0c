import type { FieldError } from '@cineflow/contracts';
import { planStoryboard, readStoryboard, toMicros, type PlannedStoryboard } from '@cineflow/core';
import type { Provider } from '@cineflow/providers';
import { ProblemError } from '../problems/problem-error.ts';

/** Takes of one storyboard: far more than anyone orders, few enough for one publication. */
const MOST_TAKES = 20_000;

export interface CreateDefaults {
  /** The enabled ones; the first is the default. */
  providers: ReadonlyMap<string, Provider>;
  takesPerShot: number;
  /** Id the new storyboard will have; also its name where it has no other. */
  id: string;
}

/** What was asked: an order, or only what it would cost. */
export interface CreateRequest {
  storyboard: PlannedStoryboard;
  dryRun: boolean;
}

/**
 * Reads the body of POST /v1/storyboards into a storyboard that is ready to be written. Spends and writes nothing.
 * @throws ProblemError with every fault of the document and its options at once
 */
export function readCreateRequest(
  body: unknown,
  { providers, takesPerShot, id }: CreateDefaults,
): CreateRequest {
  const read = readStoryboard(body, {
    providers: [...providers.values()],
    defaultProvider: defaultProvider(providers),
    defaultTakes: takesPerShot,
  });
  if (!read.ok) throw refusal(read.errors);
  const { storyboard, options, warnings } = read;
  const total = storyboard.shots.length * options.takes;
  if (total > MOST_TAKES) throw refusal([tooManyTakes(total)]);
  const planned = {
    id,
    name: options.name ?? id,
    providerId: options.provider,
    model: options.model,
    priority: options.priority,
    force: options.force,
    warnings,
    ...(options.budgetCents === undefined ? {} : { budgetMicros: toMicros(options.budgetCents) }),
    ...(options.retryFailed === 0 ? {} : { retryFailed: options.retryFailed }),
    takes: planStoryboard(storyboard, options),
  };
  return { storyboard: planned, dryRun: options.dryRun };
}

function defaultProvider(providers: ReadonlyMap<string, Provider>): string {
  const [first] = providers.keys();
  if (first !== undefined) return first;
  const detail = 'No provider is enabled. Set SORA_API_KEY (or SORA_API_KEY_FILE) and start the API again.';
  throw new ProblemError('unknown-provider', { detail });
}

function refusal(errors: readonly FieldError[]): ProblemError {
  const [first] = errors;
  if (errors.length === 1 && first?.code === 'unknown-provider') {
    return new ProblemError('unknown-provider', {
      detail: `${first.detail}. ${first.fix ?? ''}`.trim(),
      errors,
    });
  }
  const faults = errors.length === 1 ? 'There is 1 fault' : `There are ${errors.length} faults`;
  return new ProblemError('invalid-document', { detail: `${faults}; nothing was ordered.`, errors });
}

function tooManyTakes(total: number): FieldError {
  const detail = `these are ${total} takes, and one storyboard holds at most ${MOST_TAKES}`;
  return {
    pointer: '',
    code: 'too-many-takes',
    detail,
    fix: 'Order it in several parts, or with fewer takes.',
  };
}
