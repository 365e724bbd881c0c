import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { makeTempDirectory, type TempDirectory } from '@cineflow/testkit';
import type { AnyRegistry } from './memory-driver.ts';
import type { Mutant } from './mutants.testsuite.ts';

/** The procedures with one fault in them. */
export interface Mutated {
  registry: AnyRegistry;
  schema: URL;
}

/** A folder with copies of the procedures; each copy is another module. */
export async function openMutants(): Promise<{ make(mutant: Mutant): Promise<Mutated> } & TempDirectory> {
  const directory = await makeTempDirectory('mutants');
  const src = fileURLToPath(new URL('../src', import.meta.url));
  await symlink(join(src, '../node_modules'), join(directory.path, 'node_modules'));
  let made = 0;
  const make = async ({ file, from, to, name }: Mutant): Promise<Mutated> => {
    made += 1;
    const copy = join(directory.path, String(made));
    await mkdir(copy);
    for (const part of ['procedures', 'sql', 'schema']) {
      await cp(join(src, part), join(copy, part), { recursive: true });
    }
    const text = await readFile(join(copy, file), 'utf8');
    if (text.split(from).length !== 2) throw new Error(`"${name}" does not find its place in ${file}`);
    await writeFile(
      join(copy, file),
      text.replace(from, () => to),
    );
    const url = pathToFileURL(join(copy, 'procedures/registry.ts')).href;
    const { procedures } = (await import(/* @vite-ignore */ url)) as { procedures: AnyRegistry };
    return { registry: procedures, schema: pathToFileURL(`${copy}/schema/`) };
  };
  return { ...directory, make };
}
