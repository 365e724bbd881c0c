import { isStuck } from './people-decide.ts';
import { pickProvider, pickRouting } from './families.ts';
import { pickNumber } from '../harness/random.ts';

/** The order for one prompt. */
export interface Wanted {
  takes: number;
  /** Maximum paid creates: more than takes only for allowed retries of failed renders. */
  mostPaid: number;
}

/** A storyboard to order, with the expectations per prompt. */
export interface Ordered {
  name: string;
  body: unknown;
  prompts: ReadonlyMap<string, Wanted>;
  /** Budget until the run removes it. */
  budgetCents?: number;
}

const PRICE_CENTS = 6;
const BUDGET = 0.12;

/** Every third prompt forces a fault by tag; the rest get random faults. */
const TAGS = [
  'accepted-500 x1',
  'accepted-http-500 x1',
  'accepted-502 x1',
  'accepted-drop x1',
  'accepted-hang x1',
  'accepted-cut-json x1',
  'accepted-no-id x1',
  'accepted-no-data x1',
  'accepted-late x1',
  'rejected-502 x1',
  'refused-drop x1',
  'refused-503-no-channel x1',
  'content-refusal',
  'render-failed',
  'clip-expired',
  'clip-cut x1',
  'clip-html x1',
  'poll-not-found-once',
  'stuck',
];

/** Refusals that send a take with another route there. */
const LEAVING_TAGS = ['refused-503-no-channel x1', 'refused-503-no-channel x1', 'balance-1012 x1'];

/** The `number`-th storyboard of a run; all prompts of a run differ. */
export function writeStoryboard(
  random: () => number,
  { run, number, providers }: { run: string; number: number; providers: readonly string[] },
): Ordered {
  const name = `${run}-${number}`;
  const takes = random() < 0.2 ? 2 : 1;
  const routing = pickRouting(random, providers);
  const known = 'routing' in routing ? [...TAGS, ...LEAVING_TAGS] : TAGS;
  const tags = Array.from({ length: pickNumber(random, 3, 9) }, () =>
    random() < 0.33 ? ` [[fault:${known[pickNumber(random, 0, known.length - 1)]}]]` : '',
  );
  // Given-up takes are not paid again, unlike failed renders.
  const retryFailed = random() < 0.2 || tags.some((tag) => isStuck(tag)) ? 1 : 0;
  const prompts = new Map<string, Wanted>();
  const segments = tags.map((tag, index) => {
    const prompt = `${name} shot ${index + 1}${tag}`;
    prompts.set(prompt, { takes, mostPaid: takes * (tag.includes('render-failed') ? 1 + retryFailed : 1) });
    const provider = 'routing' in routing ? {} : pickProvider(random, providers);
    const shot = { segment_index: index + 1, prompt_text: prompt, duration_seconds: 10, ...provider };
    return { ...shot, resolution: 'horizontal' };
  });
  const options = { name, takes, retryFailed, ...routing };
  // Relays tell no prices, so a budget would keep their shots from being sent.
  if (providers.length > 1 || random() >= BUDGET)
    return { name, prompts, body: { storyboard: { segments }, options } };
  // Enough for some of it.
  const budgetCents = PRICE_CENTS * pickNumber(random, 1, segments.length);
  return {
    name,
    prompts,
    budgetCents,
    body: { storyboard: { segments }, options: { ...options, budgetCents } },
  };
}
