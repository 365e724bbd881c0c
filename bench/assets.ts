/**
 * `pnpm bench:assets [--pictures 200] [--megapixels 12] [--at-once 1]`: cleans large pictures in a row and watches the
 * memory of the process. Prints a table and one JSON line.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanPicture } from '@cineflow/media';
import sharp from 'sharp';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '200' },
    megapixels: { type: 'string', default: '12' },
    'at-once': { type: 'string', default: '1' },
    make: { type: 'string' },
    clean: { type: 'string' },
  },
});
const [pictures, megapixels, atOnce] = [values.pictures, values.megapixels, values['at-once']].map(
  Number,
) as [number, number, number];
/** As in the image: what is large goes back to the system at once, instead of into the holes of a growing heap. */
const ENVIRONMENT = { ...process.env, MALLOC_MMAP_THRESHOLD_: '131072' };

if (values.make !== undefined) await make(values.make);
else if (values.clean === undefined) await bench();
else await cleanAll(values.clean);

/** Files to clean: noise is the most that a picture can have to encode. */
async function make(folder: string): Promise<void> {
  const width = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3));
  const height = Math.round((megapixels * 1e6) / width);
  for (const sigma of [10, 25, 40]) {
    const noise = { type: 'gaussian', mean: 128, sigma } as const;
    const picture = sharp({ create: { width, height, channels: 3, background: '#888', noise } });
    const bytes = await picture.jpeg({ quality: 90 }).withMetadata({ orientation: 6 }).toBuffer();
    await writeFile(join(folder, `upright-${sigma}.jpg`), bytes);
    await writeFile(join(folder, `lying-${sigma}.jpg`), await sharp(bytes).jpeg({ quality: 90 }).toBuffer());
  }
}

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cineflow-assets-'));
  try {
    // In processes of their own: making leaves no trace in the memory measured, which is set up at the start.
    for (const step of ['--make', '--clean']) {
      const args = [...process.argv.slice(2), step, folder];
      await once(fork(import.meta.filename, args, { env: ENVIRONMENT }), 'exit');
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function cleanAll(folder: string): Promise<void> {
  const files = (await readdir(folder)).sort();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const startMb = toMb(process.memoryUsage.rss());
  const started = performance.now();
  const rows: { pictures: number; seconds: number; rssMb: number; peakMb: number }[] = [];
  let next = 0;
  const cleanSome = async (): Promise<void> => {
    while (next < pictures) {
      const file = files[next % files.length] ?? '';
      next += 1;
      await cleanPicture(await readFile(join(folder, file)));
      if (next % Math.max(1, Math.round(pictures / 10)) === 0) report();
    }
  };
  const report = (): void => {
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    rows.push({ pictures: next, seconds, rssMb: toMb(process.memoryUsage.rss()), peakMb: toMb(peak) });
  };
  await Promise.all(Array.from({ length: atOnce }, cleanSome));
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  console.table(rows);
  const perSecond = Math.round((pictures / seconds) * 100) / 100;
  const endMb = toMb(process.memoryUsage.rss());
  const line = {
    bench: 'assets',
    pictures,
    megapixels,
    atOnce,
    startMb,
    peakMb: toMb(peak),
    endMb,
    perSecond,
  };
  console.log(JSON.stringify({ ...line, rows }));
}

function toMb(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
