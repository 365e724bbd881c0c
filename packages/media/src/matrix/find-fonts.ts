import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { GlobalFonts } from '@napi-rs/canvas';

const require = createRequire(import.meta.url);

/** What the parts really have; they claim more, such as Korean. */
const COMPLETE = /^[\p{Script=Han}\p{Script=Latin}\p{Script=Hiragana}\p{Script=Katakana}\p{P}\p{N}\p{Zs}]*$/u;

interface Part {
  readonly name: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

let parts: readonly Part[] | undefined;
const registered = new Set<string>();

/**
 * Registers the parts of the font that a text needs and names them for `context.font`. The font comes in a hundred
 * parts, and reading all takes seconds. Every part has a family of its own, so that what was drawn before has no say.
 */
export function findFonts(text: string, fonts: typeof GlobalFonts): string {
  parts ??= readParts();
  const needed = new Set<string>(['latin']);
  let isComplete = COMPLETE.test(text);
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const part = parts.find(({ ranges }) => ranges.some(([first, last]) => code >= first && code <= last));
    if (part === undefined) isComplete = false;
    else needed.add(part.name);
  }
  const families = [...needed].map((part) => register(fonts, part, fileOf(part)));
  if (!isComplete) families.push(register(fonts, 'last-resort', findLastResort()));
  return families.map((family) => `"${family}"`).join(', ');
}

function register(fonts: typeof GlobalFonts, part: string, path: string): string {
  const family = `cineflow-${part}`;
  if (registered.has(part)) return family;
  if (fonts.registerFromPath(path, family) === null) throw new Error(`the font ${part} cannot be read`);
  registered.add(part);
  return family;
}

function fileOf(part: string): string {
  const folder = dirname(require.resolve('@fontsource-variable/noto-sans-sc/package.json'));
  return join(folder, 'files', `noto-sans-sc-${part}-wght-normal.woff2`);
}

/** This font has a plain glyph for nearly every character that the first one lacks. */
function findLastResort(): string {
  return require.resolve('@fontsource/unifontex/files/unifontex-latin-400-normal.woff2');
}

/** The package says which characters each part has: `{ "[4]": "U+4e00-4e1f,U+5b57" }`; Latin comes first. */
function readParts(): Part[] {
  const map = require('@fontsource-variable/noto-sans-sc/unicode.json') as Readonly<Record<string, string>>;
  const all = Object.entries(map).map(([key, text]) => ({
    name: key.replaceAll(/[[\]]/g, ''),
    ranges: text.split(',').map((range) => {
      const [first = '', last = first] = range.replace('U+', '').split('-');
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
    }),
  }));
  return [...all.filter(({ name }) => name === 'latin'), ...all.filter(({ name }) => name !== 'latin')];
}
