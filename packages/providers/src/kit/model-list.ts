import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { parseJson } from './read.ts';

const Models = z.object({ data: z.array(z.object({ id: z.string() })) });
/** Google names its list differently and splits it into pages. */
const GoogleModels = z.object({
  models: z.array(z.object({ name: z.string() })),
  nextPageToken: z.string().nullish().catch(undefined),
});

/** Names of models; `isWhole`: there are no others. */
export interface ModelList {
  models: string[];
  isWhole: boolean;
}

/** Reads a list of models in the form of OpenAI or Google; undefined if there is none. */
export function readModelList(exchange: Exchange): ModelList | undefined {
  if (exchange.kind !== 'answer' || exchange.status !== 200) return undefined;
  const { body, truncated } = exchange;
  return truncated ? readBeginning(body) : readWhole(parseJson(body));
}

function readWhole(value: unknown): ModelList | undefined {
  const list = Models.safeParse(value).data;
  if (list !== undefined) return { models: list.data.map(({ id }) => id), isWhole: true };
  const google = GoogleModels.safeParse(value).data;
  if (google === undefined) return undefined;
  const models = google.models.map(({ name }) => name.replace(/^models\//, ''));
  return { models, isWhole: !google.nextPageToken };
}

/** Uses the beginning of a list that is longer than the body limit. */
function readBeginning(body: string): ModelList | undefined {
  if (!/^\s*\{[^{}]*"(?:data|models)"\s*:\s*\[\s*\{/.test(body)) return undefined;
  const names = body.matchAll(/"(?:id|name)"\s*:\s*"(?:models\/)?([^"\\]+)"/g);
  return { models: [...names].map(([, name = '']) => name), isWhole: false };
}
