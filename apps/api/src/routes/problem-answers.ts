import { Problem } from '@cineflow/contracts';
import { STATUS_CODES } from 'node:http';

interface ProblemAnswer {
  description: string;
  content: { 'application/problem+json': { schema: typeof Problem } };
}

/** Schemas of a route's error answers, for its description. */
export function problemAnswers<Status extends number>(...statuses: Status[]): Record<Status, ProblemAnswer> {
  const entries = statuses.map((status): [Status, ProblemAnswer] => [
    status,
    {
      description: STATUS_CODES[status] ?? 'Error',
      content: { 'application/problem+json': { schema: Problem } },
    },
  ]);
  return Object.fromEntries(entries) as Record<Status, ProblemAnswer>;
}
