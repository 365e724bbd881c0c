import type { FieldError, StoryboardOptions, Warning } from '@cineflow/contracts';
import type { CleanStoryboard, ModelSource } from '../../model.ts';
import { chooseModel } from './choose-model.ts';
import { checkSizes } from './check-sizes.ts';
import { readDocument } from './read-document.ts';
import { readOptions } from './read-options.ts';
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
  const standard = chooseModel(options, { sources, defaultProvider, today }, parts.options.place);
  const { durationPolicy } = options;
  const rules = standard === null ? null : { durationPolicy, standard, sources, today };
  const storyboard = readDocument(parts.document.value, parts.document.place, rules);
  const takes = options.takes ?? context.defaultTakes;
  checkSizes(storyboard, takes, parts.document.place);
  const errors = errorsOf(root.report);
  if (errors.length > 0 || standard === null) return { ok: false, errors };
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
