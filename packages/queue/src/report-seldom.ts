const EVERY_MS = 1_000;
/** More kinds than this are the same trouble in many words. */
const MOST_KINDS = 50;

/**
 * Makes a listener that passes on one error of each kind a second. `repeats` says how many of the kind were left out
 * since the last one.
 */
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

/** The code of a network error, the first word of an answer of Redis, else the text without what varies. */
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
