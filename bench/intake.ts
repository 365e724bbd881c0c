/**
 * `pnpm bench:intake`: reads large shot lists, each in a process of its own, so that the memory is that of the file.
 * Prints a table; the exit code is 1 above 2 s of processor time or 300 MB.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIntake } from '@cineflow/intake';

const ROWS = 5_000;
const BUDGET = { cpuMs: 2_000, megabytes: 300 };
const SEEN = '渡口的灯笼在风里摇，船夫收起竹篙，水面上只剩一圈圈涟漪。';
const COLUMNS = ['镜号', '景别', '画面', '台词', '时长', '角色', '场景', '道具', '备注'];
const FILES = ['rows.xlsx', 'rows.csv', 'document.json', 'mended.json', 'shots.json'] as const;

const [, , mode, folder = ''] = process.argv;
if (mode === 'make') await make();
else if (mode === undefined) await bench();
else await measure(mode);

async function bench(): Promise<void> {
  const made = await mkdtemp(join(tmpdir(), 'cineflow-intake-'));
  try {
    for (const step of ['make', ...FILES]) {
      const [code] = (await once(fork(import.meta.filename, [step, made]), 'exit')) as [number | null];
      if (code !== 0) process.exitCode = 1;
    }
  } finally {
    await rm(made, { recursive: true });
  }
}

async function make(): Promise<void> {
  const rows = Array.from({ length: ROWS }, (_, at) => [
    at + 1,
    '特写',
    `${SEEN.repeat(4)}${at}`,
    '船夫：开船了',
    5,
    '船夫、阿雪',
    '渡口',
    '灯笼',
    '',
  ]);
  // Only this process pays for the writer.
  const { writeXlsx } = await import('hucre/xlsx');
  await writeFile(
    join(folder, 'rows.xlsx'),
    await writeXlsx({ sheets: [{ name: '分镜', rows: [COLUMNS, ...rows] }] }),
  );
  await writeFile(join(folder, 'rows.csv'), [COLUMNS, ...rows].map((row) => row.join(',')).join('\n'));
  const text = SEEN.repeat(18);
  const segments = rows.map(([number], at) => ({
    segment_index: number,
    prompt_text: `${text}${at}`,
    duration_seconds: 5,
  }));
  const document = JSON.stringify({ segments });
  await writeFile(join(folder, 'document.json'), document);
  await writeFile(
    join(folder, 'mended.json'),
    document.replaceAll('}', ',}').replaceAll('"prompt_text":', '“prompt_text”：'),
  );
  const shots = segments.map(({ segment_index: id, prompt_text: picture }) => ({
    id,
    画面: picture,
    景别: '特写',
  }));
  await writeFile(join(folder, 'shots.json'), JSON.stringify({ shots }));
}

async function measure(name: string): Promise<void> {
  const bytes = await readFile(join(folder, name));
  const before = process.cpuUsage();
  const start = performance.now();
  const { document, problems } = await readIntake({ bytes, fileName: name });
  const wallMs = Math.round(performance.now() - start);
  const { user, system } = process.cpuUsage(before);
  const cpuMs = Math.round((user + system) / 1_000);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
  const shots = (document as { segments?: unknown[] } | undefined)?.segments?.length ?? problems[0]?.detail;
  const size = `${(bytes.length / 1024 / 1024).toFixed(1)} MB`;
  console.log(
    `${name.padEnd(14)} ${size.padStart(7)}  ${String(shots)} shots  ${cpuMs} ms cpu  ${wallMs} ms  ${megabytes} MB`,
  );
  if (shots !== ROWS || cpuMs > BUDGET.cpuMs || megabytes > BUDGET.megabytes) process.exitCode = 1;
}
