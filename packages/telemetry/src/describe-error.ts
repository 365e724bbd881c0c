const DEEPEST = 5;
const LONGEST_TEXT = 4_000;

export interface ErrorDescription {
  type: string;
  message: string;
  code?: string | number;
  statusCode?: number;
  stack?: string;
  cause?: ErrorDescription;
  errors?: ErrorDescription[];
}

/** Fields of an error for a log line. Leaves out other properties: HTTP errors carry whole requests with headers. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: cutText(printValue(error)) };
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const description: ErrorDescription = { type: error.name, message: cutText(error.message) };
  if (typeof code === 'string' || typeof code === 'number') description.code = code;
  if (typeof statusCode === 'number') description.statusCode = statusCode;
  if (error.stack !== undefined) description.stack = cutText(error.stack);
  if (depth >= DEEPEST) return description;
  if (error.cause !== undefined) description.cause = describeError(error.cause, depth + 1);
  if (error instanceof AggregateError) {
    description.errors = error.errors.slice(0, DEEPEST).map((inner) => describeError(inner, depth + 1));
  }
  return description;
}

function printValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function cutText(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
