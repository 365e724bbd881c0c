import { formatTime } from '../../operations/format-time.ts';
import { readShare } from '../../operations/describe-task.ts';
import type { Operation } from '../../operations/operation.ts';

const PENDING_SHARE = 10;

/** The task as a poll shows it; `link` leads to the clip of one that has succeeded. */
export function describeTask(
  operation: Operation,
  at: { now: number; clockOffsetMs: number },
  link: string,
): Record<string, unknown> {
  const { id, request, state, acceptedAt, finishedAt } = operation;
  const time = (ms: number) =>
    formatTime(ms + at.clockOffsetMs)
      .replace('T', ' ')
      .slice(0, 23);
  const output = {
    task_id: id,
    task_status: readStatus(operation, at.now),
    submit_time: time(acceptedAt),
    ...(finishedAt === null ? {} : { end_time: time(finishedAt) }),
  };
  if (state === 'failed') return { output: { ...output, ...reasonOf(operation) } };
  if (state !== 'completed') return { output };
  return {
    output: { ...output, video_url: link, orig_prompt: request.prompt },
    usage: { duration: request.durationSeconds, SR: request.isPro ? 1080 : 720, video_count: 1 },
  };
}

/** The task as the list shows it: without prompt, link and reason. */
export function describeRow(
  operation: Operation,
  at: { now: number; clockOffsetMs: number },
): Record<string, unknown> {
  const { id, request, requestId, acceptedAt, finishedAt } = operation;
  return {
    api_key_id: '1',
    gmt_create: acceptedAt + at.clockOffsetMs,
    ...(finishedAt === null ? {} : { end_time: finishedAt + at.clockOffsetMs }),
    model_name: request.model,
    region: 'cn-beijing',
    request_id: requestId,
    status: readStatus(operation, at.now),
    task_id: id,
  };
}

function readStatus(operation: Operation, now: number): string {
  if (operation.state === 'completed') return 'SUCCEEDED';
  if (operation.state === 'failed') return 'FAILED';
  if (operation.fault === 'unknown-status') return 'REVIEWING';
  return readShare(operation, now) < PENDING_SHARE ? 'PENDING' : 'RUNNING';
}

function reasonOf({ fault, pictureProblem }: Operation): Record<string, string> {
  if (pictureProblem !== null) return { code: 'InvalidParameter', message: pictureProblem };
  if (fault === 'render-failed-empty') return {};
  return fault?.startsWith('content-failed') === true
    ? { code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' }
    : { code: 'InternalError', message: 'The task failed, please try again later.' };
}
