import { hash } from 'node:crypto';
import type { MatrixPanel } from '../../generation.ts';

/** Most pictures in one matrix: more could not be told apart. */
export const MAX_PANELS = 16;

/**
 * Identifies a matrix by what it is made of, before it is made. The same panels in the same order and shape are the
 * same picture.
 */
export function matrixId(aspectRatio: string, panels: readonly MatrixPanel[]): string {
  const made = panels.map(({ kind, name, sha256 }) => ({ kind, name, sha256 }));
  return hash('sha256', JSON.stringify({ matrix: 1, aspectRatio, panels: made }), 'hex');
}

/** What tells the model how to read a matrix, with a leading space. */
export function describePanels(panels: readonly MatrixPanel[]): string {
  const each = panels.map(({ kind, name }, at) => `${at + 1} ${kind}${name === '' ? '' : ` ${name}`}`);
  return ` [Reference sheet, left to right, top to bottom: ${each.join(', ')}]`;
}
