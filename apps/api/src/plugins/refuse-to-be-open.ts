import type { Book } from '@cineflow/book';
import type { Settings } from '@cineflow/settings';
import { isLoopback } from './is-loopback.ts';

/** Why this API must not start, or null: other machines could use it without a key. @throws BookError */
export async function refuseToBeOpen(
  { api }: Pick<Settings, 'api'>,
  { keys }: Pick<Book, 'keys'>,
): Promise<string | null> {
  const refusal = refusalToBeOpen(api);
  return refusal === null || (await keys.list({})).length > 0 ? null : refusal;
}

/** Same for an API without a key. */
export function refusalToBeOpen(api: Settings['api']): string | null {
  if (api.isOpen || isLoopback(api.host)) return null;
  return (
    `HOST=${api.host} can be reached by others, and there is no API key. Make one (pnpm keys create), or set ` +
    'CINEFLOW_OPEN=true where everybody who reaches it may spend.'
  );
}
