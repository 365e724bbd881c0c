import type { RunningProcess } from '@cineflow/testkit';

const GRACE_MS = 3_000;

/** Ends a process in peace, or by force where that takes long: nothing is lost by it, that is what CineFlow is for. */
export async function endProcess(process: RunningProcess): Promise<void> {
  const impatient = setTimeout(() => void process.kill('SIGKILL'), GRACE_MS);
  await process.kill('SIGTERM');
  clearTimeout(impatient);
}
