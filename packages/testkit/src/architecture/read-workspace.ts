import { existsSync } from 'node:fs';
import { glob, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile, Unit } from './workspace.ts';

const NOT_SOURCE =
  /(\.test|\.testsuite|\.test-d|\.bench|\.config)\.ts$|(^|\/)(test|__fixtures__)\/|(^|\/)_[^/]*$/;

/** Script folders beside the packages. */
const SCRIPTS = ['bench', 'chaos'];

/** Every package and app of the repository, and its script folders, with their source files. */
export async function readWorkspace(root: string): Promise<Unit[]> {
  const folders = ['packages', 'apps'].map(async (parent) => {
    const entries = await readdir(join(root, parent), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => `${parent}/${entry.name}`);
  });
  const units = (await Promise.all(folders))
    .flat()
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
  return Promise.all([...units, ...SCRIPTS].map((folder) => readUnit(root, folder)));
}

async function readUnit(root: string, folder: string): Promise<Unit> {
  const files: SourceFile[] = [];
  for await (const found of glob(`${folder}/**/*.ts`, {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  })) {
    const path = found.replaceAll('\\', '/');
    if (!NOT_SOURCE.test(path)) files.push({ path, text: await readFile(join(root, path), 'utf8') });
  }
  return { folder, dependencies: await readDependencies(root, folder, files), files };
}

async function readDependencies(
  root: string,
  folder: string,
  files: readonly SourceFile[],
): Promise<string[]> {
  // Benchmarks and chaos runs are no packages of their own: each uses some of the tools of the root.
  const tools = SCRIPTS.includes(folder);
  const text = await readFile(join(root, tools ? '' : folder, 'package.json'), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(text) as Record<
    string,
    Record<string, string> | undefined
  >;
  if (!tools) return Object.keys({ ...dependencies });
  const named = Object.keys({ ...dependencies, ...devDependencies });
  return named.filter((name) =>
    files.some(({ text }) => [`'${name}'`, `'${name}/`].some((start) => text.includes(start))),
  );
}
