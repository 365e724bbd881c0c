type Variables = Readonly<Record<string, string | undefined>>;

/** Spells out `cineflow …` as `npx -y pnpm@12 cineflow …` for users who started it that way. */
export function nameProgram(line: string, env: Variables): string {
  if (env['npm_lifecycle_event'] !== 'cineflow') return line;
  return line.replaceAll(/(?<![\w@./-])cineflow (?=[a-z])/g, 'npx -y pnpm@12 cineflow ');
}
