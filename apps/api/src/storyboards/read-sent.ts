import type { FieldError } from '@cineflow/contracts';
import { readIntake, type Intake, type Source } from '@cineflow/intake';
import type { App } from '../app-type.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** Types a storyboard comes in besides a form and a ZIP. The bytes decide what it is. */
export const SENT_TYPES = [
  'application/json',
  'application/x-ndjson',
  'text/csv',
  'text/tab-separated-values',
  'text/markdown',
  'text/plain',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const;

/** Problems of a text that is no JSON at all, as a client that sends JSON knows them. */
const MALFORMED = new Set(
  'not-json truncated abridged empty unknown-encoding mixed-encoding several-documents'.split(' '),
);

/** Keeps the bytes of these bodies as they came, for the routes of this scope. */
export function keepSentBytes(app: App): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser([...SENT_TYPES], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}

/** Reads what was sent into a document. @throws ProblemError with everything that a person has to decide */
export async function readSent(source: Source): Promise<Intake> {
  const intake = await readIntake(source);
  const { problems } = intake;
  const [first] = problems;
  if (first === undefined) return intake;
  const isJson = source.mediaType === undefined || /json/iu.test(source.mediaType);
  if (isJson && MALFORMED.has(first.code)) throw malformed(first);
  const faults = problems.length === 1 ? 'There is 1 fault' : `There are ${problems.length} faults`;
  throw new ProblemError('invalid-document', { detail: `${faults}; nothing was ordered.`, errors: problems });
}

function malformed({ detail, fix = '' }: FieldError): ProblemError {
  const sentence = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}`;
  return new ProblemError('malformed-json', {
    detail: fix === '' ? sentence : `${sentence.replace(/\.$/u, '')}. ${fix}`,
  });
}
