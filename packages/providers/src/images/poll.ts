import { tell } from '../kit/evidence.ts';
import { readSpool, unpackSpool } from '../kit/spool.ts';
import type { Operation, PollOutcome } from '../spec.ts';
import type { ImagesAccount } from './create.ts';
import { readAnswer } from './wire.ts';

/** Sends no request. */
const EVIDENCE = { elapsedMs: 0 };

/**
 * Reads the stored answer to a create. A missing file proves nothing: it may be on another machine. So the operation
 * stays open and is never created again.
 */
export async function poll(account: ImagesAccount, { id }: Operation): Promise<PollOutcome> {
  const { spoolDirectory, secrets } = account;
  const text = await readSpool(spoolDirectory, id);
  const answer = text === undefined ? undefined : readAnswer(text);
  switch (answer?.kind) {
    case 'picture':
      try {
        const spool = await unpackSpool(spoolDirectory, id, answer);
        return { kind: 'completed', output: { spool }, evidence: EVIDENCE };
      } catch (error) {
        return unavailable(`The picture cannot be unpacked: ${error instanceof Error ? error.message : ''}`);
      }
    case 'link':
      return { kind: 'completed', output: { url: answer.url, auth: 'none' }, evidence: EVIDENCE };
    case 'none':
      return {
        kind: 'failed',
        reason: answer.reason,
        message: tell(answer.words, secrets),
        evidence: EVIDENCE,
      };
    case undefined:
      return unavailable('The answer that holds the picture is not on this machine');
  }
}

function unavailable(message: string): PollOutcome {
  return { kind: 'error', cause: 'unavailable', message, evidence: EVIDENCE };
}
