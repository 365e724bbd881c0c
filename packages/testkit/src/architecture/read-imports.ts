export interface Import {
  specifier: string;
  typeOnly: boolean;
}

const STATEMENT = /^[ \t]*(?:import|export)\b(?<head>[^'";]*?)\bfrom\s*['"](?<specifier>[^'"]+)['"]/gm;
const SIDE_EFFECT = /^[ \t]*import\s*['"](?<specifier>[^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"](?<specifier>[^'"]+)['"]/g;

/** Everything a TypeScript file imports or re-exports from elsewhere, comments apart. */
export function readImports(text: string): Import[] {
  const code = withoutComments(text);
  return [STATEMENT, SIDE_EFFECT, DYNAMIC].flatMap((pattern) =>
    [...code.matchAll(pattern)].map(({ groups }) => ({
      specifier: groups?.['specifier'] ?? '',
      typeOnly: /^\s*type\b/.test(groups?.['head'] ?? ''),
    })),
  );
}

/** Blanks comments that fill whole lines, and block comments; a "//" inside a string is left alone. */
export function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*\/\*[^]*?\*\//gm, '').replaceAll(/^[ \t]*\/\/.*$/gm, '');
}
