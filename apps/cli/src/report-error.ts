import type { ErrorCode } from '@cineflow/contracts';
import { ApiProblem, ApiUnreachable, ClipError } from '@cineflow/client';
import type { Words } from '@cineflow/words';
import { CliError, EXIT } from './exit.ts';
import type { Texts } from './locales/texts.ts';
import type { Variables } from './read-dot-env.ts';
import { nameProgram } from './name-program.ts';
import { paint, plain } from './session.ts';

interface Saying {
  texts: Texts;
  words: Words;
  env: Variables;
  isJson: boolean;
}

/** What a refusal by the API means for the caller. */
const EXITS: Readonly<Record<ErrorCode, number>> = {
  'invalid-document': EXIT.refused,
  'malformed-json': EXIT.refused,
  'body-too-large': EXIT.refused,
  'unsupported-media-type': EXIT.refused,
  'unknown-provider': EXIT.refused,
  'price-unknown': EXIT.refused,
  'picture-refused': EXIT.refused,
  'upload-refused': EXIT.refused,
  'invalid-request': EXIT.usage,
  'not-found': EXIT.usage,
  'method-not-allowed': EXIT.usage,
  'not-in-this-state': EXIT.usage,
  'clip-not-available': EXIT.failed,
  'range-not-satisfiable': EXIT.failed,
  'request-timeout': EXIT.stopped,
  unauthorized: EXIT.stopped,
  forbidden: EXIT.stopped,
  'not-ready': EXIT.stopped,
  'key-in-progress': EXIT.stopped,
  'key-reused': EXIT.stopped,
  'too-many-open-takes': EXIT.stopped,
  'too-many-pictures': EXIT.stopped,
  internal: EXIT.broken,
};

/** Says what went wrong, on stderr and with `--json` also as an object. @returns the exit code */
export function reportError(error: unknown, { texts, words, env, isJson }: Saying): number {
  const { exitCode, lines: told, object } = describe(error, texts, words);
  const lines = told.map((line) => nameProgram(line, env));
  if (isJson) process.stdout.write(`${JSON.stringify({ type: 'error', exitCode, ...object })}\n`);
  process.stderr.write(lines.map((line, at) => `${at === 0 ? paint.bad(line) : line}\n`).join(''));
  return exitCode;
}

interface Description {
  exitCode: number;
  lines: string[];
  object: Readonly<Record<string, unknown>>;
}

function describe(error: unknown, texts: Texts, words: Words): Description {
  if (error instanceof ApiProblem) {
    const { code, status, errors, detail, requestId } = error;
    const object = { code, status, detail, errors, requestId };
    return { exitCode: EXITS[code], lines: problemLines(error, texts, words), object };
  }
  if (error instanceof ApiUnreachable) {
    const { url, kind, message } = error;
    const lines = [texts.errors.unreachable[kind](new URL(url).origin), texts.errors.unreachableHint];
    return { exitCode: EXIT.stopped, lines, object: { code: `api-${kind}`, detail: message } };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CliError) {
    const { exitCode } = error;
    return { exitCode, lines: message.split('\n'), object: { code: 'cli', detail: message } };
  }
  if (error instanceof ClipError) {
    return { exitCode: EXIT.failed, lines: [message], object: { code: 'clip', detail: message } };
  }
  const local = localSentence(error, texts);
  if (local !== undefined) {
    return { exitCode: EXIT.usage, lines: [local], object: { code: 'local', detail: message } };
  }
  const lines = [texts.errors.unexpected(message)];
  return { exitCode: EXIT.broken, lines, object: { code: 'unexpected', detail: message } };
}

/** A refusal in the user's language, each fault of a document on a line of its own. */
export function problemLines(problem: ApiProblem, texts: Texts, words: Words): string[] {
  const { code, detail, errors, requestId } = problem;
  const tail = errors.length > 0 || detail === undefined ? '' : `${texts.colon}${plain(detail)}`;
  return [
    `${words.problems[code]}${tail}`,
    ...errors.map((one) => `  ${plain(`${placeOf(one.pointer, texts)}${words.fault(one)}`)}`),
    ...(code === 'internal' && requestId !== undefined ? [texts.errors.requestId(requestId)] : []),
  ];
}

/** `/segments/3/prompt_text` as a person counts. */
function placeOf(pointer: string, texts: Texts): string {
  const index = /^(?:\/storyboard)?\/segments\/(\d+)/.exec(pointer)?.[1];
  return index === undefined ? '' : `${texts.notes.nthShot(Number(index) + 1)}${texts.colon}`;
}

/** What a file system refuses, as a sentence. */
export function localSentence(error: unknown, texts: Texts): string | undefined {
  const { code, path = '' } = error as { code?: string; path?: string };
  const sentences = texts.errors.files;
  return code !== undefined && code in sentences
    ? sentences[code as keyof typeof sentences](path)
    : undefined;
}
