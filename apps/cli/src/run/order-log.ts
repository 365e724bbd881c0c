import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An order that was accepted, so that the same command finds it again. */
interface Entry {
  key: string;
  apiUrl: string;
  id: string;
  name: string;
  source: string;
  at: string;
}

const FILE = '.cineflow-orders.jsonl';

/** Notes an accepted order in the output folder. */
export async function noteOrder(folder: string, entry: Entry): Promise<void> {
  await mkdir(folder, { recursive: true });
  await appendFile(join(folder, FILE), `${JSON.stringify(entry)}\n`);
}

/** Ids of earlier orders at this API by their key. Without the file nothing is lost: the API knows the key too. */
export async function readOrders(folder: string, apiUrl: string): Promise<Map<string, string>> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => '');
  const entries = text.split('\n').map(parse);
  return new Map(entries.flatMap((one) => (one?.apiUrl === apiUrl ? [[one.key, one.id]] : [])));
}

function parse(line: string): (Partial<Entry> & Pick<Entry, 'key' | 'id'>) | null {
  try {
    const entry = JSON.parse(line) as Partial<Entry> | null;
    return entry?.key === undefined || entry.id === undefined
      ? null
      : { ...entry, key: entry.key, id: entry.id };
  } catch {
    return null;
  }
}
