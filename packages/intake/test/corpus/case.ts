import { readStoryboard, type JsonRecord } from '@cineflow/core';
import { readIntake, type Source } from '../../src/index.ts';

/** One file as people send it, and what has to come of it. */
export interface Case {
  name: string;
  source: () => Source | Promise<Source>;
  /** One line for each shot: number, text, seconds, scene, characters. */
  shots?: string[];
  /** Codes of the notes, sorted; each once. */
  notes?: string[];
  /** Code of the problem, and words that its sentence has. */
  problem?: [code: string, ...words: string[]];
}

/** A text as a file. */
export function text(words: string, fileName?: string): () => Source {
  return () => ({ bytes: Buffer.from(words), fileName });
}

/** A value as a JSON file. */
export function json(value: unknown): () => Source {
  return text(JSON.stringify(value), 'shots.json');
}

const can = { durations: { from: 1, to: 60 }, aspectRatios: ['16:9', '9:16', '1:1'] };
const MODEL = { id: 'plain', enabled: true, modes: { text: can, image: can } };
const ORDER = {
  providers: [{ id: 'first', models: [MODEL], defaultModel: 'plain' }],
  defaultProvider: 'first',
  defaultTakes: 1,
  today: '2026-11-28',
};

/** What an order would make of a file: the whole way from bytes to shots. */
export async function outcomeOf(
  source: Source,
): Promise<Pick<Case, 'shots' | 'notes'> & { problems: string[] }> {
  const { document, notes, problems } = await readIntake(source);
  const said = { notes: [...new Set(notes.map(({ code }) => code))].toSorted() };
  if (problems.length > 0)
    return { ...said, problems: problems.map(({ code, detail, fix }) => `${code} ${detail} ${fix ?? ''}`) };
  const read = readStoryboard(document, ORDER);
  if (!read.ok)
    return {
      ...said,
      problems: read.errors.map(({ code, detail, pointer }) => `${code} ${pointer} ${detail}`),
    };
  const segments = segmentsOf(document);
  return {
    ...said,
    problems: [],
    shots: read.storyboard.shots.map(
      ({ segmentIndex, promptText, scene, characters, aspectRatio, position }) =>
        [
          segmentIndex,
          promptText,
          JSON.stringify(segments[position]?.duration_seconds ?? '').replaceAll('"', ''),
          aspectRatio === '16:9' ? '' : aspectRatio,
          scene ?? '',
          characters.map(({ name }) => name).join('+'),
        ]
          .join('|')
          .replace(/\|+$/u, ''),
    ),
  };
}

function segmentsOf(document: unknown): JsonRecord[] {
  const body = document as { segments?: JsonRecord[]; storyboard?: { segments: JsonRecord[] } };
  return body.segments ?? body.storyboard?.segments ?? [];
}
