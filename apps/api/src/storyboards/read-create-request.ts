import type { FieldError, RoutePolicy } from '@cineflow/contracts';
import { defined, planStoryboard, readStoryboard, toMicros, type PlannedStoryboard } from '@cineflow/core';
import { relocate } from '@cineflow/intake';
import type { Provider } from '@cineflow/providers';
import { wayToProvider, WAYS_TO_A_PROVIDER } from '@cineflow/settings';
import { ProblemError } from '../problems/problem-error.ts';

/** Maximum takes of one storyboard. */
const MOST_TAKES = 20_000;

export interface CreateDefaults {
  providers: ReadonlyMap<string, Provider>;
  /** Provider of storyboards that name none; absent without a provider. */
  defaultProvider: string | undefined;
  /** `YYYY-MM-DD`. */
  today: string;
  takesPerShot: number;
  /** Id of the new storyboard; also its default name. */
  id: string;
  /** SHA-256 of the pictures that came with the document, by path. */
  files?: ReadonlyMap<string, string> | undefined;
  /** Pictures of the caller that it may name; absent: not checked. */
  assets?: ReadonlySet<string> | undefined;
  /** The sent place of each shot, where they moved. */
  origins?: readonly string[];
}

/** An order, or a request for an estimate. */
export interface CreateRequest {
  storyboard: PlannedStoryboard;
  dryRun: boolean;
  /** How the routes of takes with a choice are ranked. */
  routing: RoutePolicy;
}

/**
 * Reads the body of POST /v1/storyboards into a storyboard ready to be stored. Spends and writes nothing.
 * @throws ProblemError with all errors of document and options at once
 */
export function readCreateRequest(
  body: unknown,
  { providers, defaultProvider, takesPerShot, today, id, files, assets, origins = [] }: CreateDefaults,
): CreateRequest {
  const read = readStoryboard(body, {
    providers: [...providers.values()],
    defaultProvider: defaultProvider ?? failWithoutProvider(),
    defaultTakes: takesPerShot,
    today,
    ...defined({ files, assets }),
  });
  if (!read.ok) throw refusal(read.errors.map((error) => relocate(withWayToProvider(error), origins)));
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
    warnings: warnings.map((warning) => relocate(warning, origins)),
    ...(options.budgetCents === undefined ? {} : { budgetMicros: toMicros(options.budgetCents) }),
    ...(options.retryFailed === 0 ? {} : { retryFailed: options.retryFailed }),
    takes: planStoryboard(storyboard, options),
  };
  return { storyboard: planned, dryRun: options.dryRun, routing: options.routing ?? 'order' };
}

function failWithoutProvider(): never {
  const detail = `No provider is set up. Set one of ${WAYS_TO_A_PROVIDER.join(', ')}, and start the API and the workers again.`;
  throw new ProblemError('unknown-provider', { detail });
}

/** Of a provider that is known and not set up: what sets it up. */
function withWayToProvider(error: FieldError): FieldError {
  if (error.code !== 'unknown-provider' || typeof error.value !== 'string') return error;
  const id = error.value.trim().toLowerCase();
  const way = wayToProvider(id);
  if (way === undefined) return error;
  const start = id === 'sandbox' ? 'start it with `npm run start:sandbox`, ' : '';
  const how = `To add ${id}, ${start}set ${way} and start the API and the workers again.`;
  return { ...error, fix: `${error.fix ?? ''} ${how}`.trim() };
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
