import { type FaultName, findFault } from './fault-table.ts';

/** A fault that a prompt asks for, and how often. */
export interface FaultTag {
  readonly name: FaultName;
  readonly times: number;
}

/** Reads every `[[fault:NAME]]` and `[[fault:NAME x2]]` of a prompt, in order; unknown names come back apart. */
export function parseTags(prompt: string): {
  readonly tags: readonly FaultTag[];
  readonly unknown: readonly string[];
} {
  if (!prompt.includes('[[fault:')) return { tags: [], unknown: [] };
  const tags: FaultTag[] = [];
  const unknown: string[] = [];
  for (const match of prompt.matchAll(/\[\[fault:\s*([^\]\s]+?)(?:\s+x(\d+))?\s*\]\]/g)) {
    const name = match[1] ?? '';
    const fault = findFault(name);
    if (fault === undefined) unknown.push(name);
    else tags.push({ name: name as FaultName, times: Number(match[2] ?? fault.tagTimes ?? Infinity) });
  }
  return { tags, unknown };
}
