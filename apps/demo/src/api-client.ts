import { Problem } from '@cineflow/contracts';
import { DemoError } from './demo-error.ts';

interface Schema<Value> {
  parse(value: unknown): Value;
}

const TIMEOUT_MS = 15_000;

/** Asks the API and checks the answer. @throws DemoError with the problem in the API's own words. */
export async function getJson<Value>(url: string, schema: Schema<Value>): Promise<Value> {
  return schema.parse(await readJson(await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })));
}

/** Posts a JSON text unchanged. @throws DemoError with every problem the API found. */
export async function postJson<Value>(url: string, text: string, schema: Schema<Value>): Promise<Value> {
  return post(url, { headers: { 'content-type': 'application/json' }, body: text }, schema);
}

/** Posts a form with files. @throws DemoError with every problem the API found. */
export async function postForm<Value>(url: string, form: FormData, schema: Schema<Value>): Promise<Value> {
  return post(url, { body: form }, schema);
}

async function post<Value>(url: string, request: RequestInit, schema: Schema<Value>): Promise<Value> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return schema.parse(await readJson(await fetch(url, { ...request, method: 'POST', signal })));
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new DemoError(describeProblem(response.status, text));
}

function describeProblem(status: number, text: string): string {
  try {
    const { title, detail, errors = [] } = Problem.parse(JSON.parse(text));
    const lines = errors.map(
      (error) => `  ${error.pointer}: ${error.detail}${error.fix ? ` (${error.fix})` : ''}`,
    );
    return [`${status} ${title}${detail === undefined ? '' : `: ${detail}`}`, ...lines].join('\n');
  } catch {
    return `${status} ${text.slice(0, 500)}`;
  }
}
