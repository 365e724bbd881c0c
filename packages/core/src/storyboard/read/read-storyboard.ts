import type { FieldError, StoryboardOptions, Warning } from '@cineflow/contracts';
import { defined } from '../../defined.ts';
import type { CleanStoryboard, ModelSource } from '../../model.ts';
import { createUploads, type Uploads } from '../pictures/uploads.ts';
import { checkSizes } from './check-sizes.ts';
import { cutText } from './echo-value.ts';
import { readCandidates } from './read-candidates.ts';
import { readDocument } from './read-document.ts';
import { readOptions } from './read-options.ts';
import { readRoutes } from './read-routes.ts';
import { errorsOf, keepWarning, startReport, type Place } from './report.ts';
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
  /** SHA-256 of the files that came with the document, by path; absent with a JSON body, which can have none. */
  files?: ReadonlyMap<string, string>;
  /** Hashes of the pictures this caller owns; absent: `asset:` is not checked. */
  assets?: ReadonlySet<string>;
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
  const { durationPolicy, matrix, descriptions } = options;
  const uploads = createUploads(context.files, context.assets);
  const takes = options.takes ?? context.defaultTakes;
  const { value, place } = parts.document;
  const policies = defined({ matrix, descriptions });
  const rules = standard === undefined ? null : { durationPolicy, ...policies, standard, sources, today };
  const storyboard =
    rules !== null && others.length > 0
      ? readRoutes(value, place, { rules, candidates, takes, uploads })
      : readDocument(value, place, rules, uploads);
  if (others.length === 0) checkSizes(storyboard, takes, place);
  const errors = errorsOf(root.report);
  if (errors.length > 0 || standard === undefined) return { ok: false, errors };
  recordUnusedFiles(root, uploads);
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

/** Names told of at most. */
const MAX_TOLD = 10;

/** Tells of files that no shot uses: a name that fits no one is easily overlooked. */
function recordUnusedFiles(root: Place, { files, used }: Uploads): void {
  const unused = [...(files ?? [])].flatMap(([path, sha256]) => (used.has(sha256) ? [] : [path]));
  const told = unused.filter((path) => !/(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$)/u.test(path));
  if (told.length === 0) return;
  const names = told.slice(0, MAX_TOLD).map((path) => cutText(path, 100));
  const more = told.length > MAX_TOLD ? ` and ${told.length - MAX_TOLD} more` : '';
  const detail = `nothing uses ${told.length === 1 ? 'the file' : 'the files'} ${names.join(', ')}${more}`;
  keepWarning(root, { pointer: '', code: 'file-not-used', detail, count: told.length, places: names });
}
