import type { FastifyRequest } from 'fastify';
import type { Answer } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import { readShare } from '../../operations/describe-task.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Sandbox } from '../../sandbox.ts';
import { answerNotFound, answerPollFault, answerWrongKey, succeed } from './answers.ts';
import { describeVideo } from './describe-video.ts';

export type PollRequest = FastifyRequest<{ Params: { readonly id: string } }>;

/** Answers one poll as a relay, on any of its paths. `linkOf` gives the link to a finished clip, else ''. */
export function pollTask(
  request: PollRequest,
  sandbox: Sandbox,
  describe: (operation: Operation, linkOf: () => string) => Record<string, unknown>,
): Answer {
  const { settings, operations, faults, links } = sandbox;
  if (!hasKey(request, settings.apiKey)) return answerWrongKey();
  const operation = operations.find(request.params.id);
  if (operation === undefined) return answerNotFound();
  const fault = faults.choose('poll', operation.request.prompt, operation.id);
  if (fault !== undefined) return answerPollFault(fault, settings);
  // The link leads to the address under which the client knows this server.
  const linkOf = (): string =>
    operation.state === 'completed'
      ? `${request.protocol}://${request.host}${links.issue(operation.id, settings.linkTtlMs)}`
      : '';
  return succeed(describe(operation, linkOf));
}

const STATUSES: Readonly<Record<string, string>> = {
  queued: 'QUEUED',
  in_progress: 'IN_PROGRESS',
  completed: 'SUCCESS',
  failed: 'FAILURE',
};

/** An operation as the task of a relay's own wires, with statuses in capitals. */
export function describeTask(operation: Operation, { settings }: Sandbox): Record<string, unknown> {
  const now = Date.now();
  const { status, created_at } = describeVideo(operation, now, settings);
  return {
    task_id: operation.id,
    action: operation.request.imageUrl === null ? 'textGenerate' : 'generate',
    status: STATUSES[String(status)] ?? String(status).toUpperCase(),
    ...(operation.fault === 'progress-absent' ? {} : { progress: `${readShare(operation, now)}%` }),
    fail_reason: operation.errorMessage ?? '',
    submit_time: created_at,
  };
}
