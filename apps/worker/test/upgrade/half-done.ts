import { fileURLToPath } from 'node:url';
import type { StackOptions } from '@cineflow/testkit';

/** The half-done batch of an earlier version: book, Redis, bill and clips. `pnpm fixture:upgrade` */
export const ARCHIVE = fileURLToPath(new URL('../__fixtures__/half-done.tgz', import.meta.url));
export const TAKES = 24;

/** Options of the stack that creates or finishes the batch. */
export function stackOver(folder: string, redisUrl: string): StackOptions {
  return {
    redisUrl,
    prefix: 'upgrade',
    outputDirectory: `${folder}/clips`,
    dataDirectory: `${folder}/data`,
    workers: 2,
    env: {
      MAX_CONCURRENT_TASKS: '4',
      CINEFLOW_SETTLE_MS: '2000',
      CINEFLOW_STALL_MS: '1500',
      CINEFLOW_SUBMIT_TIMEOUT_MS: '2000',
    },
    sandbox: { SANDBOX_RENDER_MS: '1500', SANDBOX_BILL_FILE: `${folder}/bill.jsonl` },
  };
}
