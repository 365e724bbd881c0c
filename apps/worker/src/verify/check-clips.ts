import type { Clip } from '@cineflow/contracts';
import type { ClipStore } from '@cineflow/storage';
import { clipOfSidecar } from './recorded-clips.ts';

/**
 * missing: recorded, but not stored · damaged: the content differs from the record · unrecorded: stored, but neither
 * book nor sidecar knows its hash.
 */
export interface Finding {
  key: string;
  verdict: 'good' | 'missing' | 'damaged' | 'unrecorded';
}

/** Verifies every recorded clip, then every unrecorded one. If book and sidecar disagree, both count. */
export async function* checkClips(
  store: ClipStore,
  recorded: AsyncIterable<Clip> | Iterable<Clip>,
): AsyncGenerator<Finding> {
  const checked = new Set<string>();
  const known = new Set<string>();
  const check = async (clip: Clip): Promise<Finding | null> => {
    const name = `${clip.key} ${clip.sha256}`;
    if (checked.has(name)) return null;
    checked.add(name);
    known.add(clip.key);
    return { key: clip.key, verdict: await judge(store, clip) };
  };
  for await (const clip of recorded) {
    const finding = await check(clip);
    if (finding !== null) yield finding;
  }
  for await (const key of store.list()) {
    const described = await clipOfSidecar(store, key);
    const finding = described === null ? null : await check(described);
    if (finding !== null) yield finding;
    else if (!known.has(key)) yield { key, verdict: 'unrecorded' };
  }
}

async function judge(store: ClipStore, clip: Clip): Promise<Finding['verdict']> {
  if (await store.verify(clip)) return 'good';
  return (await store.stat(clip.key)) === null ? 'missing' : 'damaged';
}
