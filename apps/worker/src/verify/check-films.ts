import type { Film } from '@cineflow/contracts';
import type { ClipStore } from '@cineflow/storage';
import { filmOfSidecar } from './recorded-films.ts';

/**
 * missing: recorded, but not stored · damaged: other bytes than recorded · unrecorded: stored, and neither ledger nor
 * sidecar knows its hash.
 */
export interface Finding {
  key: string;
  verdict: 'good' | 'missing' | 'damaged' | 'unrecorded';
}

/**
 * Reads every recorded film again, then every stored one that was not recorded, and says what became of each. A film
 * whose ledger and sidecar disagree is checked against both.
 */
export async function* checkFilms(
  store: ClipStore,
  recorded: AsyncIterable<Film> | Iterable<Film>,
): AsyncGenerator<Finding> {
  const checked = new Set<string>();
  const known = new Set<string>();
  const check = async (film: Film): Promise<Finding | null> => {
    const name = `${film.key} ${film.sha256}`;
    if (checked.has(name)) return null;
    checked.add(name);
    known.add(film.key);
    return { key: film.key, verdict: await judge(store, film) };
  };
  for await (const film of recorded) {
    const finding = await check(film);
    if (finding !== null) yield finding;
  }
  for await (const key of store.list()) {
    const described = await filmOfSidecar(store, key);
    const finding = described === null ? null : await check(described);
    if (finding !== null) yield finding;
    else if (!known.has(key)) yield { key, verdict: 'unrecorded' };
  }
}

async function judge(store: ClipStore, film: Film): Promise<Finding['verdict']> {
  if (await store.verify(film)) return 'good';
  return (await store.stat(film.key)) === null ? 'missing' : 'damaged';
}
