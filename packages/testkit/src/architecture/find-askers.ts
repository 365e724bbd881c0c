import { withoutComments } from './read-imports.ts';
import type { SourceFile } from './workspace.ts';

/** A question method of a provider, called on anything or destructured. */
const QUESTION =
  /\.(?:poll|pollPage|listRecent|balance|prices|chargeLog|uploadAsset)\??\.?\(|\{[^{}]*\b(?:poll|pollPage|listRecent|chargeLog|uploadAsset)\b[^{}:]*\}\s*=\s*[\w.]*provider/i;
/** Draws on the budget of questions. */
const DRAW = /\b(?:mayAsk|grantPolls)\(/;

/** The files that ask a provider something, and whether they draw on the one budget of questions. */
export function findAskers(files: readonly SourceFile[]): { path: string; draws: boolean }[] {
  return files
    .map(({ path, text }) => ({ path, code: withoutComments(text) }))
    .filter(({ code }) => QUESTION.test(code))
    .map(({ path, code }) => ({ path, draws: DRAW.test(code) }));
}
