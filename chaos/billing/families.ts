import { pickNumber } from '../harness/random.ts';

/** A provider of a run, and the variables that lead it to the sandbox. */
interface ChaosProvider {
  id: string;
  /** Prefix of its variables. */
  name: string;
  /** Path of its wire at the sandbox. */
  path: string;
  /** Whether its list tells the prompts; else a person settles what is unconfirmed. */
  listsPrompts: boolean;
}

const PROVIDERS: readonly ChaosProvider[] = [
  { id: 'sora-hk', name: 'SORA', path: '/v1', listsPrompts: true },
  // It tells the prompts of finished tasks only: a failed one stays a suspect until a person looks.
  { id: 'dashscope', name: 'DASHSCOPE', path: '', listsPrompts: false },
  { id: 'xai', name: 'XAI', path: '/xai', listsPrompts: false },
  { id: 'gemini', name: 'GEMINI', path: '/gemini', listsPrompts: false },
  { id: 'newapi', name: 'NEWAPI', path: '', listsPrompts: false },
  { id: 'aihubmix', name: 'AIHUBMIX', path: '', listsPrompts: false },
  { id: 't8star', name: 'T8STAR', path: '', listsPrompts: false },
];

/** The providers of a run with one family, and of a mixed one. */
export const ONE_FAMILY: readonly string[] = ['sora-hk'];
export const ALL_FAMILIES: readonly string[] = PROVIDERS.map(({ id }) => id);

/** Environment of the product for these providers; they share the limit. */
export function accountsEnvironment(
  ids: readonly string[],
  { key, port, limit }: { key: string; port: number; limit: number },
): Record<string, string> {
  const wanted = PROVIDERS.filter(({ id }) => ids.includes(id));
  const ownLimit = String(Math.max(1, Math.floor(limit / wanted.length)));
  const accounts = wanted.flatMap(({ name, path }) => [
    [`${name}_API_KEY`, key],
    [`${name}_BASE_URL`, `http://127.0.0.1:${port}${path}`],
    [`${name}_MAX_CONCURRENT`, ownLimit],
  ]);
  return {
    ...(Object.fromEntries(accounts) as Record<string, string>),
    CINEFLOW_DEFAULT_PROVIDER: 'sora-hk',
    CINEFLOW_RATES: 'CNY=0.14',
  };
}

/** The provider of a shot, and nothing to say where there is only one. */
export function pickProvider(random: () => number, ids: readonly string[]): { provider?: string } {
  const provider = ids.length > 1 ? ids[pickNumber(random, 0, ids.length - 1)] : undefined;
  return provider === undefined ? {} : { provider };
}

const ROUTED = 0.4;

/** Some storyboards of a mixed run leave the choice among three providers to the product. */
export function pickRouting(
  random: () => number,
  ids: readonly string[],
): Record<string, never> | { routing: 'order'; providers: string[] } {
  if (ids.length < 2 || random() >= ROUTED) return {};
  const drawn = ids.map((id) => ({ id, at: random() })).toSorted((a, b) => a.at - b.at);
  return { routing: 'order', providers: drawn.slice(0, 3).map(({ id }) => id) };
}

/** Whether a machine can settle whatever is unconfirmed at this provider. */
export function listsPrompts(providerId: string): boolean {
  return PROVIDERS.some((one) => one.id === providerId && one.listsPrompts);
}
