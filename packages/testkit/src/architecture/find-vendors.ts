import type { SourceFile } from './workspace.ts';

/** Vendors, relays and model lines a user may name; only a provider's own folder may know them. */
const VENDORS =
  /\b(sora|openai|aihubmix|t8star|comfly|new-?api\b|dashscope|wan2|wan3|gemini|vertex|veo|nano.?banana|xai|grok|kling|hailuo|minimax|seedance|jimeng|vidu|fal\.ai|replicate\b)/i;

/** One sentence for each file that names a vendor, with the word. */
export function findVendors(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const word = VENDORS.exec(text)?.[0];
    return word === undefined ? [] : [`${path} names ${word}: facts of a vendor belong into its folder`];
  });
}
