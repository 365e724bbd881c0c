/** Begins the names of all marks. */
export const MARK_PREFIX = '.cineflow-store-';

/** Name of the file, or object, that says which store this is. It is no film and no sidecar. */
export function markKey(mark: string): string {
  return MARK_PREFIX + mark;
}

/** The mark such a name holds; null for any other name. */
export function markOf(name: string): string | null {
  return name.startsWith(MARK_PREFIX) ? name.slice(MARK_PREFIX.length) : null;
}
