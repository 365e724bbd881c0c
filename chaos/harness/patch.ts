/** One passage of the product's sources that a run replaces. `file` is the end of its path. */
export interface Patch {
  file: string;
  find: string;
  replace: string;
}

/** Environment under which a Node process of the product runs with these patches. */
export function chaosEnvironment(
  patches: readonly Patch[],
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${new URL('preload.ts', import.meta.url).href}`,
    CHAOS_PATCHES: JSON.stringify(patches),
    ...more,
  };
}
