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
  },
});
const [pictures, megapixels, atOnce] = [values.pictures, values.megapixels, values['at-once']].map(
  Number,
) as [number, number, number];
await (values.make === undefined ? bench() : make(values.make));

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
    // In a process of its own, so that making them leaves no trace in the memory that is measured.
    await once(fork(import.meta.filename, ['--make', folder, '--megapixels', String(megapixels)]), 'exit');
    await cleanAll(folder);
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
