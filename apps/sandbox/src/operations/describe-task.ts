import { formatTime } from './format-time.ts';
import type { SandboxSettings } from '../settings.ts';
import type { Operation } from './operation.ts';

const PENDING_SHARE = 0.1;

/** The task as the provider shows it. */
export function describeTask(
  operation: Operation,
  now: number,
  { clockOffsetMs, refundFailed }: Pick<SandboxSettings, 'clockOffsetMs' | 'refundFailed'>,
): Record<string, unknown> {
  const { request, fault } = operation;
  const isRefundTold = refundFailed === 'status' && operation.refundedCents > 0;
  const share = readShare(operation, now);
  return {
    task_id: operation.id,
    status: readStatus(operation, share),
    ...(fault === 'progress-absent' ? {} : { progress: fault === 'progress-text' ? `${share}%` : share }),
    prompt: request.prompt,
    image_url: request.imageUrl,
    is_pro: request.isPro,
    duration: request.durationSeconds,
    resolution: request.resolution,
    quality: request.quality,
    remove_watermark: request.removeWatermark,
    cost: operation.chargedCents,
    ...(isRefundTold ? { refunded: true } : {}),
    created_at: formatTime(operation.acceptedAt + clockOffsetMs),
    ...(operation.finishedAt === null
      ? {}
      : { completed_at: formatTime(operation.finishedAt + clockOffsetMs) }),
    ...(operation.errorMessage === null ? {} : { error_msg: operation.errorMessage }),
  };
}

/** The status in the provider's words. */
export function readStatus(operation: Operation, share: number): string {
  if (operation.state !== 'rendering') return operation.state;
  if (operation.fault === 'unknown-status') return 'reviewing';
  return share < PENDING_SHARE * 100 ? 'pending' : 'processing';
}

/** Per cent done, a whole number; 99 at most before the end. */
export function readShare(operation: Operation, now: number): number {
  if (operation.state === 'completed') return 100;
  if (operation.dueAt === null) return 50;
  const length = Math.max(1, operation.dueAt - operation.acceptedAt);
  return Math.max(0, Math.min(99, Math.floor(((now - operation.acceptedAt) / length) * 100)));
}
