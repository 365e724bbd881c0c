/** Name of the file, or object, that says which store this is. It is no film and no sidecar. */
export function markKey(mark: string): string {
  return `.cineflow-store-${mark}`;
}
