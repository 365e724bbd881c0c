import type { FastifyRequest } from 'fastify';
import { type Answer, waitQuietly } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import { parseTags } from '../../faults/parse-tags.ts';
import type { Sandbox } from '../../sandbox.ts';
import {
  answerAcceptance,
  answerInvalid,
  answerNoMoney,
  answerRefusal,
  answerTooMany,
  answerWrongKey,
} from './answers.ts';
import { describeVideo } from './describe-video.ts';
import { parseVideo } from './parse-video.ts';

/** One create in the words of a relay, whichever path it came by. */
export async function createVideo(request: FastifyRequest, sandbox: Sandbox): Promise<Answer> {
  const { settings, faults, operations } = sandbox;
  const refuse = (reason: string, answer: Answer): Answer => {
    sandbox.refuse(reason);
    return answer;
  };
  if (!hasKey(request, settings.apiKey)) return refuse('wrong-key', answerWrongKey());
  const asked = parseVideo(request.body);
  if (typeof asked === 'string') return refuse('invalid-request', answerInvalid(asked));
  const [unknown] = parseTags(asked.prompt).unknown;
  if (unknown !== undefined) {
    return refuse('unknown-fault-tag', answerInvalid(`no fault "${unknown}" in this sandbox`));
  }
  const fault = faults.choose('create', asked.prompt, asked.prompt);
  const refusal = answerRefusal(fault, settings);
  if (refusal !== undefined) return refuse(fault ?? '', refusal);
  if (fault === 'accepted-late') await waitQuietly(settings.lateMs, sandbox.closing.signal);
  if (sandbox.closing.signal.aborted) return refuse('closing', { kind: 'reset' });
  if (settings.limit > 0 && operations.inFlight >= settings.limit) {
    return refuse('limit', answerTooMany(settings));
  }
  if (settings.balanceCents < sandbox.priceOf(asked)) return refuse('balance', answerNoMoney());
  const operation = await sandbox.accept(asked, request.id, fault ?? null);
  return answerAcceptance(fault, describeVideo(operation, operation.acceptedAt, settings), settings);
}
