/** A finding of an order, and where it is. */
interface Placed {
  pointer: string;
  places?: string[] | undefined;
}

const SHOT = /^(?:\/storyboard)?\/segments\/(\d+)/u;

/** The finding at the sent place of its shot: `/segments/4/resolution` may be `/rows/6/resolution`. */
export function relocate<Finding extends Placed>(finding: Finding, origins: readonly string[]): Finding {
  if (origins.length === 0) return finding;
  const move = (pointer: string): string =>
    pointer.replace(SHOT, (place, index: string) => origins[Number(index)] ?? place);
  const { pointer, places } = finding;
  return {
    ...finding,
    pointer: move(pointer),
    ...(places === undefined ? {} : { places: places.map(move) }),
  };
}
