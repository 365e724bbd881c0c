import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { parseJson } from './read.ts';

const Models = z.object({ data: z.array(z.object({ id: z.string() })) });
/** Google names its list in another way, and cuts it into pages. */
const GoogleModels = z.object({
  models: z.array(z.object({ name: z.string() })),
  nextPageToken: z.string().nullish().catch(undefined),
});

/** Models by their names; `isWhole`: there are no others. */
export interface ModelList {
  models: string[];
  isWhole: boolean;
}

/** The models an answer lists, in the words of OpenAI or of Google; undefined where it lists none. */
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

/** A list may be longer than what is read of an answer: then its beginning has to do. */
function readBeginning(body: string): ModelList | undefined {
  if (!/^\s*\{[^{}]*"(?:data|models)"\s*:\s*\[\s*\{/.test(body)) return undefined;
  const names = body.matchAll(/"(?:id|name)"\s*:\s*"(?:models\/)?([^"\\]+)"/g);
  return { models: [...names].map(([, name = '']) => name), isWhole: false };
}
