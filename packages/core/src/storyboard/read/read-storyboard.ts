import type { FieldError, StoryboardOptions, Warning } from '@cineflow/contracts';
import type { CleanStoryboard, ModelSource } from '../../model.ts';
import { checkSizes } from './check-sizes.ts';
import { readCandidates } from './read-candidates.ts';
import { readDocument } from './read-document.ts';
import { readOptions } from './read-options.ts';
import { readRoutes } from './read-routes.ts';
import { errorsOf, startReport } from './report.ts';
import { splitBody } from './split-body.ts';
import { warningsOfTally } from './tally.ts';

/** Offer and defaults of the installation. */
export interface ReadContext {
  providers: readonly ModelSource[];
  defaultProvider: string;
  /** Default number of takes per shot. */
  defaultTakes: number;
  /** `YYYY-MM-DD`; models that retired earlier cannot be ordered. */
  today: string;
}

/** The options with all defaults filled in. `name` is null without one. */
export interface ResolvedOptions extends Omit<StoryboardOptions, 'name'> {
  name: string | null;
  takes: number;
  provider: string;
  model: string;
}

/** Either all errors, or an order ready for planning. */
export type ReadResult =
  | { ok: false; errors: FieldError[] }
  | {
      ok: true;
      storyboard: CleanStoryboard;
      options: ResolvedOptions;
      warnings: Warning[];
    };

/**
 * Reads the parsed JSON body of POST /v1/storyboards: the document itself or `{ storyboard, options }`. Never throws.
 * All errors come at once, each with a pointer into the sent body. For a missing field the pointer says where it
 * belongs.
 */
export function readStoryboard(body: unknown, context: ReadContext): ReadResult {
  const root = startReport();
  const parts = splitBody(body, root);
  const options = readOptions(parts.options.value, parts.options.place);
  const { providers: sources, defaultProvider, today } = context;
  const candidates = readCandidates(options, { sources, defaultProvider, today }, parts.options.place);
  const [standard, ...others] = candidates;
  const { durationPolicy } = options;
  const takes = options.takes ?? context.defaultTakes;
  const { value, place } = parts.document;
  const rules = standard === undefined ? null : { durationPolicy, standard, sources, today };
  const storyboard =
    rules !== null && others.length > 0
      ? readRoutes(value, place, { rules, candidates, takes })
      : readDocument(value, place, rules);
  if (others.length === 0) checkSizes(storyboard, takes, place);
  const errors = errorsOf(root.report);
  if (errors.length > 0 || standard === undefined) return { ok: false, errors };
  return {
    ok: true,
    storyboard,
    options: {
      ...options,
      name: options.name ?? storyboard.projectName,
      takes,
      provider: standard.providerId,
      model: standard.model.id,
    },
    warnings: [...root.report.warnings, ...warningsOfTally(root.report.tally)],
  };
}
