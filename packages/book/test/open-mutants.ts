import { cp, glob, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { makeTempDirectory, type TempDirectory } from '@cineflow/testkit';
import type { AnyRegistry } from './memory-driver.ts';
import type { Mutant } from './mutants.testsuite.ts';

/** The procedures with one fault in them. */
export interface Mutated {
  registry: AnyRegistry;
  schema: URL;
}

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const REGISTRY = 'procedures/registry.ts';
const IMPORT = /(from ')(\.\.?\/[^']+\.ts)(')/g;

/** A folder with a copy of the faulty file and of all that import it; the rest is shared. */
export async function openMutants(): Promise<{ make(mutant: Mutant): Promise<Mutated> } & TempDirectory> {
  const directory = await makeTempDirectory('mutants');
  await symlink(join(SRC, '../node_modules'), join(directory.path, 'node_modules'));
  const files = await readProcedures();
  let made = 0;
  const make = async ({ file, from, to, name }: Mutant): Promise<Mutated> => {
    made += 1;
    const copy = join(directory.path, String(made));
    const text = files.get(file) ?? (await readFile(join(SRC, file), 'utf8'));
    if (text.split(from).length !== 2) throw new Error(`"${name}" does not find its place in ${file}`);
    const faulty = text.replace(from, () => to);
    const copied = importersOf(file, files);
    for (const one of copied) {
      await mkdir(dirname(join(copy, one)), { recursive: true });
      const own = one === file ? faulty : (files.get(one) ?? '');
      await writeFile(join(copy, one), shareTheRest(own, one, copied));
    }
    await cp(join(SRC, 'schema'), join(copy, 'schema'), { recursive: true });
    if (!copied.has(file)) await writeFile(join(copy, file), faulty);
    const registry = copied.has(REGISTRY) ? join(copy, REGISTRY) : join(SRC, REGISTRY);
    const { procedures } = (await import(/* @vite-ignore */ pathToFileURL(registry).href)) as {
      procedures: AnyRegistry;
    };
    return { registry: procedures, schema: pathToFileURL(`${copy}/schema/`) };
  };
  return { ...directory, make };
}

/** Modules of the book's procedures, by path below src/. */
async function readProcedures(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const file of glob('{procedures,sql}/*.ts', { cwd: SRC })) {
    files.set(file, await readFile(join(SRC, file), 'utf8'));
  }
  return files;
}

/** A module and all that import it, directly or not; none for a file of the schema. */
function importersOf(file: string, files: ReadonlyMap<string, string>): Set<string> {
  const found = new Set(files.has(file) ? [file] : []);
  for (const one of found) {
    for (const [other, text] of files) {
      const imports = [...text.matchAll(IMPORT)].map(([, , path = '']) => join(dirname(other), path));
      if (imports.includes(one)) found.add(other);
    }
  }
  return found;
}

/** Makes a copied module import the original of every module that is not copied. */
function shareTheRest(text: string, file: string, copied: ReadonlySet<string>): string {
  return text.replaceAll(IMPORT, (whole, before: string, path: string, after: string) => {
    const target = join(dirname(file), path);
    return copied.has(target) ? whole : before + pathToFileURL(join(SRC, target)).href + after;
  });
}
