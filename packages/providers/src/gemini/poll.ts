import type { ClipOutput } from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { ask, type Account } from '../kit/account.ts';
import { toEvidence } from '../kit/evidence.ts';
import { readJson, toProblem } from '../kit/google/problem.ts';
import { readTrouble, toFailure } from '../kit/google/read-trouble.ts';
import { oddStatus } from '../kit/outcomes.ts';
import { classifyVeo, VEO_NAME, type VeoClip } from '../kit/google/veo.ts';
import { MAX_CLIP_ANSWER_BYTES, readSpooled, spoolClip } from '../kit/spool-clip.ts';
import type { CallContext, Operation, PollOutcome } from '../spec.ts';

/** Asks once for the state of an operation. */
export async function poll(
  account: Account,
  operation: Operation,
  context: CallContext,
): Promise<PollOutcome> {
  const { id } = operation;
  const isVeo = VEO_NAME.test(id);
  const path = isVeo
    ? `/${id.split('/').map(encodeURIComponent).join('/')}`
    : `/interactions/${encodeURIComponent(id)}`;
  const exchange = await ask(account, path, { ...context, maxBodyBytes: MAX_CLIP_ANSWER_BYTES });
  const toOutput = (clip: VeoClip) => outputOf(account, id, clip);
  return readSpooled(exchange, account.secrets, () =>
    isVeo
      ? classifyVeo(exchange, account.secrets, toOutput)
      : classifyOmni(exchange, account.secrets, toOutput),
  );
}

/** Google's own address serves the clip only with the key and `alt=media`. */
function outputOf(
  { baseUrl }: Account,
  id: string,
  clip: VeoClip,
): ClipOutput | undefined | Promise<ClipOutput> {
  if ('base64' in clip) return spoolClip(id, clip.base64);
  const url = URL.parse(clip.uri.trim());
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined;
  if (url.origin !== new URL(baseUrl).origin) return { url: url.href, auth: 'none' };
  if (!url.searchParams.has('alt')) url.searchParams.set('alt', 'media');
  return { url: url.href, auth: 'provider' };
}

const Text = z.string().nullish().catch(undefined);
const Content = z.object({ type: Text, uri: Text, data: Text, text: Text });
const Interaction = z.object({
  id: Text,
  status: z.string(),
  error: z.unknown().optional(),
  finish_reason: Text,
  steps: z
    .array(z.object({ type: Text, content: z.array(Content).nullish().catch(undefined) }))
    .nullish()
    .catch(undefined),
  usage: z
    .object({
      output_tokens_by_modality: z
        .array(z.object({ modality: Text, tokens: z.number().nullish().catch(undefined) }))
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
});
type Interaction = z.infer<typeof Interaction>;

const RUNNING = new Set(['in_progress', 'queued']);
const ENDED = new Set([
  'failed',
  'cancelled',
  'canceled',
  'incomplete',
  'requires_action',
  'budget_exceeded',
]);

/** Classifies the answer to a poll of an interaction. */
export async function classifyOmni(
  exchange: Exchange,
  secrets: readonly string[],
  toOutput: (clip: VeoClip) => ClipOutput | undefined | Promise<ClipOutput | undefined>,
): Promise<PollOutcome> {
  const body = readJson(exchange);
  const interaction = Interaction.safeParse(body).data;
  const isAnswer = exchange.kind === 'answer' && exchange.status === 200;
  if (!isAnswer || interaction === undefined) return readTrouble(exchange, body, secrets);
  const evidence = toEvidence(exchange, { secrets });
  const status = interaction.status.trim().toLowerCase();
  if (ENDED.has(status)) {
    const problem = toProblem(interaction.error);
    const words = [problem?.words, interaction.finish_reason].filter(Boolean).join(': ');
    return toFailure(
      exchange,
      { words, message: problem?.message ?? `The provider says ${status}` },
      secrets,
    );
  }
  if (status !== 'completed') return { kind: 'pending', ...oddStatus(status, RUNNING, secrets), evidence };
  const content = (interaction.steps ?? [])
    .filter(({ type }) => type === 'model_output')
    .flatMap((step) => step.content ?? []);
  const clip = findClip(content);
  const output = clip && (await toOutput(clip));
  if (output !== undefined) return { kind: 'completed', output, evidence };
  // The clip is finished and billed: never give it up because of an answer we do not understand.
  if (clip !== undefined || hasVideoTokens(interaction))
    return { kind: 'pending', odd: 'done, without a link', evidence };
  const message =
    content
      .map(({ text }) => text ?? '')
      .join(' ')
      .trim() || 'It ended without a clip';
  return toFailure(exchange, { words: message, message }, secrets, true);
}

function findClip(content: readonly z.infer<typeof Content>[]): VeoClip | undefined {
  const video = content.findLast(({ type, uri, data }) => type === 'video' && (uri || data));
  if (video?.uri) return { uri: video.uri };
  return video?.data ? { base64: video.data } : undefined;
}

function hasVideoTokens({ usage }: Interaction): boolean {
  const told = usage?.output_tokens_by_modality ?? [];
  return told.some(({ modality, tokens }) => /^video$/i.test(modality ?? '') && (tokens ?? 0) > 0);
}
