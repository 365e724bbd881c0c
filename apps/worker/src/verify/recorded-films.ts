import { Film } from '@cineflow/contracts';
import type { Ledger } from '@cineflow/ledger';
import type { FilmStore } from '@cineflow/storage';

const PAGE = 100;

/** Every film the ledger says is stored; a film that several takes share may come several times. */
export async function* filmsOfLedger(ledger: Ledger): AsyncGenerator<Film> {
  let before: string | undefined;
  do {
    const page = await ledger.listStoryboards({ limit: PAGE, ...(before === undefined ? {} : { before }) });
    for (const { id } of page.storyboards) {
      const takes = await ledger.storyboardTakes(id);
      yield* takes.flatMap(({ film }) => film ?? []);
    }
    before = page.nextCursor;
  } while (before !== undefined);
}

/** The film a sidecar describes; null where there is no sidecar or it says nothing of use. */
export async function filmOfSidecar(store: FilmStore, key: string): Promise<Film | null> {
  const text = await store.readSidecar(key);
  try {
    const { film } = JSON.parse(text ?? '{}') as { film?: unknown };
    const parsed = Film.safeParse(film);
    return parsed.success && parsed.data.key === key ? parsed.data : null;
  } catch {
    return null;
  }
}
