import { readShare } from '../../operations/describe-task.ts';
import type { Operation } from '../../operations/operation.ts';
import type { SandboxSettings } from '../../settings.ts';

const QUEUED_SHARE = 10;

/** An operation as OpenAI's video object. */
export function describeVideo(
  operation: Operation,
  now: number,
  { clockOffsetMs }: Pick<SandboxSettings, 'clockOffsetMs'>,
): Record<string, unknown> {
  const { id, request, fault, acceptedAt, finishedAt, errorMessage } = operation;
  const toSeconds = (epochMs: number): number => Math.floor((epochMs + clockOffsetMs) / 1000);
  const share = readShare(operation, now);
  return {
    id,
    task_id: id,
    object: 'video',
    status: readStatus(operation, share),
    ...(fault === 'progress-absent' ? {} : { progress: fault === 'progress-text' ? `${share}%` : share }),
    created_at: toSeconds(acceptedAt),
    completed_at: finishedAt === null ? null : toSeconds(finishedAt),
    seconds: String(request.durationSeconds),
    size: request.resolution === 'vertical' ? '720x1280' : '1280x720',
    error: errorMessage === null ? null : { code: 'video_generation_failed', message: errorMessage },
  };
}

function readStatus({ state, fault }: Operation, share: number): string {
  if (state !== 'rendering') return state;
  if (fault === 'unknown-status') return 'reviewing';
  return share < QUEUED_SHARE ? 'queued' : 'in_progress';
}
