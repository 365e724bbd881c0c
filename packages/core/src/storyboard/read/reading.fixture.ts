import type { FieldError } from '@cineflow/contracts';
import type { CleanShot, ModelCapabilities } from '../../model.ts';
import { readStoryboard, type ReadContext, type ReadResult } from './read-storyboard.ts';

const PLAIN: ModelCapabilities = {
  id: 'plain',
  durations: { normal: [10, 15], pro: [10, 15, 25] },
  resolutions: ['horizontal', 'vertical'],
  enabled: true,
};
const UPRIGHT: ModelCapabilities = {
  id: 'upright',
  durations: { normal: [4, 8], pro: [] },
  resolutions: ['vertical'],
  enabled: true,
};

/** Two providers; the first has a model without pro, and one that is switched off. */
export const CONTEXT: ReadContext = {
  providers: [
    {
      id: 'first',
      models: [PLAIN, UPRIGHT, { ...PLAIN, id: 'retired', enabled: false }],
      defaultModel: 'plain',
    },
    { id: 'second', models: [{ ...PLAIN, id: 'other' }], defaultModel: 'other' },
  ],
  defaultProvider: 'first',
  defaultTakes: 2,
};

/** The errors of a body that has to be refused. */
export function errorsOf(body: unknown): FieldError[] {
  const read = readStoryboard(body, CONTEXT);
  if (read.ok) throw new Error('the body was accepted');
  return read.errors;
}

/** A body that has to be accepted, and its first shot. */
export function readOne(body: unknown): Extract<ReadResult, { ok: true }> & { shot: CleanShot } {
  const read = readStoryboard(body, CONTEXT);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const [shot] = read.storyboard.shots;
  if (shot === undefined) throw new Error('no shot');
  return { ...read, shot };
}
