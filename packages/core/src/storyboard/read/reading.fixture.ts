import type { FieldError } from '@cineflow/contracts';
import type { ModelCapabilities } from '../../capabilities.ts';
import type { CleanShot } from '../../model.ts';
import { readStoryboard, type ReadContext, type ReadResult } from './read-storyboard.ts';

function model(id: string, durations: number[], aspectRatios: string[]): ModelCapabilities {
  const can = { durations, aspectRatios };
  return { id, enabled: true, modes: { text: can, image: can } };
}

const PLAIN = model('plain', [10, 15], ['16:9', '9:16']);
const PRO = { ...model('plain-pro', [10, 15, 25], ['16:9', '9:16']), proOf: 'plain' };
const TEXT_ONLY: ModelCapabilities = {
  id: 'text-only',
  enabled: true,
  modes: {
    text: { durations: { from: 2, to: 8 }, aspectRatios: ['16:9', '1:1'], resolutions: ['720p', '1080p'] },
  },
};

/** Two providers; the first has a model without pro, one of text only, one switched off and one retired. */
export const CONTEXT: ReadContext = {
  providers: [
    {
      id: 'first',
      models: [
        PLAIN,
        PRO,
        model('upright', [4, 8], ['9:16']),
        TEXT_ONLY,
        { ...PLAIN, id: 'retired', enabled: false },
        { ...PLAIN, id: 'outdated', retiresOn: '2026-06-30' },
      ],
      defaultModel: 'plain',
    },
    { id: 'second', models: [{ ...PLAIN, id: 'other' }], defaultModel: 'other' },
  ],
  defaultProvider: 'first',
  defaultTakes: 2,
  today: '2026-07-01',
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
