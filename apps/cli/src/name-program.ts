type Variables = Readonly<Record<string, string | undefined>>;

/** Texts say `cineflow run`; whoever came through the package manager has to write more. */
export function nameProgram(line: string, env: Variables): string {
  if (env['npm_lifecycle_event'] !== 'cineflow') return line;
  return line.replaceAll(/(?<![\w@./-])cineflow (?=[a-z])/g, 'npx -y pnpm@12 cineflow ');
}
