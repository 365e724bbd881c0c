import type { CreateOutcome } from '@cineflow/providers';
import type { WorkerContext } from '../context.ts';
import type { Decision } from './decide-after-submit.ts';

interface Answered {
  takeId: string;
  attempt: number;
  outcome: CreateOutcome;
  /** What was made of it; null where it was accepted. */
  decision: Decision | null;
}

/** Logs the outcome of a create in one line. Warns with the cause if money is in doubt or the take has ended. */
export function logCreate(
  log: Pick<WorkerContext['log'], 'info' | 'warn'>,
  { outcome, decision, ...facts }: Answered,
): void {
  const { evidence } = outcome;
  if (outcome.kind === 'accepted') {
    log.info({ ...facts, operationId: outcome.operation.id, ...evidence }, 'create accepted');
    return;
  }
  const told = { ...facts, ...evidence, cause: outcome.message };
  switch (decision?.kind) {
    case 'fail':
      return log.warn({ ...told, reason: decision.reason }, 'take failed');
    case 'requeue':
      return log.info({ ...told, because: decision.cause }, 'create not bought, the take is in line again');
    default:
      return log.warn(told, 'create unconfirmed');
  }
}
