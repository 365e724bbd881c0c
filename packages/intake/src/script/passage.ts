import type { Findings } from '../findings.ts';
import { composePrompt } from '../shape/compose-prompt.ts';
import type { Cleaned } from '../shape/find-shots.ts';

/** One shot of a screenplay: what is seen, and what is said meanwhile. */
export interface Passage {
  /** Number of its first line. */
  line: number;
  seen: string[];
  said: string[];
  scene: string | null;
  characters: readonly string[];
}

/** The passages of a screenplay as a document. Lengths are not in it, so that each shot has that of the model. */
export function toDocument(
  passages: readonly Passage[],
  kind: string,
  title: string | null,
  findings: Findings,
): Cleaned {
  findings.note({
    code: 'shots-found',
    detail: `the text is read as ${kind}: ${passages.length} passages, one shot for each; what is said belongs to the shot before it`,
    used: passages.length,
  });
  const segments = passages.map(({ seen, said, scene, characters }, at) => {
    const spoken = said.map((words) => ({ part: 'dialogue' as const, words }));
    const asset = { ...(characters.length > 0 ? { characters } : {}), ...(scene === null ? {} : { scene }) };
    return {
      segment_index: at + 1,
      prompt_text: composePrompt(seen, spoken),
      ...(Object.keys(asset).length > 0 ? { asset } : {}),
    };
  });
  const metadata = title === null ? {} : { metadata: { project_name: title } };
  return { document: { ...metadata, segments }, origins: passages.map(({ line }) => `/lines/${line}`) };
}
