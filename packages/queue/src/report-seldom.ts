const EVERY_MS = 1_000;
/** More kinds than this are one problem in different words. */
const MOST_KINDS = 50;

/** Creates a listener that passes on one error per kind and second. `repeats` counts those suppressed since. */
export function reportSeldom(
  report: (error: Error, repeats: number) => void,
  now: () => number = () => performance.now(),
): (error: Error) => void {
  const kinds = new Map<string, { at: number; repeats: number }>();
  return (error) => {
    const kind = kindOf(error);
    const known = kinds.get(kind);
    if (known !== undefined && now() - known.at < EVERY_MS) {
      known.repeats += 1;
      return;
    }
    if (known === undefined && kinds.size >= MOST_KINDS) dropOldest(kinds);
    kinds.set(kind, { at: now(), repeats: 0 });
    report(error, known?.repeats ?? 0);
  };
}

/** Kind of an error: network code, first word of a Redis error, or the text without its variable parts. */
function kindOf(error: Error): string {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  const word = /^[A-Z]{3,}\b/.exec(error.message)?.[0];
  return word ?? error.message.replaceAll(/[\da-f]{4,}|\d+/gi, '#').slice(0, 100);
}

function dropOldest(kinds: Map<string, unknown>): void {
  const [oldest] = kinds.keys();
  if (oldest !== undefined) kinds.delete(oldest);
}
