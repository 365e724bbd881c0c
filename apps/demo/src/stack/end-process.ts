import type { RunningProcess } from '@cineflow/testkit';

const GRACE_MS = 3_000;

/** Ends a process by SIGTERM, or by SIGKILL if that takes too long: CineFlow loses nothing by it. */
export async function endProcess(process: RunningProcess): Promise<void> {
  const impatient = setTimeout(() => void process.kill('SIGKILL'), GRACE_MS);
  await process.kill('SIGTERM');
  clearTimeout(impatient);
}
