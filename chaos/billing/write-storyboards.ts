import { pickNumber } from '../harness/random.ts';

/** One storyboard to be ordered, and how many films of each prompt it asks for. */
export interface Ordered {
  name: string;
  body: unknown;
  /** Prompt as sent to how many takes of it are ordered. */
  prompts: ReadonlyMap<string, number>;
}

/** Every third prompt strikes by tag; the rest meet the dice of the provider. */
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
  'film-expired',
  'film-cut x1',
  'film-html x1',
  'poll-not-found-once',
];

/** The `number`-th storyboard of a run; no prompt of a run is like another of it. */
export function writeStoryboard(random: () => number, run: string, number: number): Ordered {
  const name = `${run}-${number}`;
  const takes = random() < 0.2 ? 2 : 1;
  const prompts = new Map<string, number>();
  const segments = Array.from({ length: pickNumber(random, 3, 9) }, (_, index) => {
    const tag = random() < 0.33 ? ` [[fault:${TAGS[pickNumber(random, 0, TAGS.length - 1)]}]]` : '';
    const prompt = `${name} shot ${index + 1}${tag}`;
    prompts.set(prompt, takes);
    return { segment_index: index + 1, prompt_text: prompt, duration_seconds: 10, resolution: 'horizontal' };
  });
  return { name, prompts, body: { storyboard: { segments }, options: { name, takes } } };
}
