import type { GenerationRequest } from '@cineflow/core';
import type { SubmitContext, SubmitOutcome } from '../spec.ts';
import type { Account } from './account.ts';
import { classifyCreate } from './classify-create.ts';
import { toRequest } from './to-request.ts';

/** Sends one create, or none when leave to write is refused, and says what is known of it afterwards. */
export async function submit(
  account: Account,
  request: GenerationRequest,
  context: SubmitContext,
): Promise<SubmitOutcome> {
  const exchange = await account.http.postOnce({
    url: `${account.baseUrl}/create`,
    headers: account.headers,
    json: toRequest(request),
    timeoutMs: context.timeoutMs,
    signal: context.signal,
    mayWrite: context.mayWrite,
    ready: context.ready,
  });
  return classifyCreate(exchange, account.secrets);
}
