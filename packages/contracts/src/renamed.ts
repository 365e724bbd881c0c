/** Old names of fields and states, with the present ones. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['film', 'clip'],
  ['holdUntil', 'throttledUntil'],
  ['skipped', 'reused'],
]);

/** One sentence with the present name; undefined for a name that was never ours. */
export function renamedFix(old: unknown): string | undefined {
  const present = typeof old === 'string' ? RENAMED.get(old) : undefined;
  return present === undefined ? undefined : `"${String(old)}" is called "${present}" now.`;
}
