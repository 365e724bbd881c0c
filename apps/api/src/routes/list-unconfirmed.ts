import type { TakeRecord } from '@cineflow/book';
import { UnconfirmedList, type TimelineEntry, type Unconfirmed } from '@cineflow/contracts';
import { defined, toCents } from '@cineflow/core';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { maySee } from '../storyboards/may-see.ts';
import { readLane } from '../storyboards/read-lane.ts';
import { readTakeViews, type TakeView } from '../storyboards/take-views.ts';
import { optionalTime } from '../views/iso-time.ts';
import type { LaneView } from '../views/lane-view.ts';
import { viewTake } from '../views/view-take.ts';
import { problemAnswers } from './problem-answers.ts';

/** Longer than any age, so that creates being sent are left out. */
const NEVER_MS = 1e15;

/** Adds GET /v1/unconfirmed. */
export function listUnconfirmed(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/unconfirmed',
    config: { scope: 'read' },
    schema: {
      operationId: 'listUnconfirmed',
      tags: ['money'],
      summary: 'Creates with an unknown outcome, and the evidence found so far',
      description:
        'None is sent again without proof. If the provider lists its operations, they are found ' +
        'automatically; the rest needs a person.',
      response: { 200: UnconfirmedList, ...problemAnswers(503) },
    },
    handler: async ({ caller }) => {
      const providerIds = await context.book.attempts.openProviders({});
      const lanes = providerIds.map(async (providerId) => {
        const takes = await unconfirmedOf(context, providerId, caller);
        return takes.length === 0 ? [] : viewAll(context, providerId, takes);
      });
      return { unconfirmed: (await Promise.all(lanes)).flat() };
    },
  });
}

/** Takes whose current attempt has no outcome, visible to the caller, oldest attempt first. */
async function unconfirmedOf(
  { book }: Pick<Context, 'book'>,
  providerId: string,
  caller: Caller,
): Promise<TakeRecord[]> {
  const { attempts } = await book.attempts.open({ providerId, submittingOlderThanMs: NEVER_MS });
  return attempts
    .filter(({ isCurrent, take }) => isCurrent && take.state === 'unconfirmed')
    .map(({ take }) => take)
    .filter(({ apiKeyName }) => maySee(caller, apiKeyName));
}

async function viewAll(
  context: Context,
  providerId: string,
  records: readonly TakeRecord[],
): Promise<Unconfirmed[]> {
  const [takes, timelines, lane] = await Promise.all([
    readTakeViews(context, records),
    context.book.takes.timelines({ takeIds: records.map(({ takeId }) => takeId) }),
    readLane(context, providerId),
  ]);
  const canList = context.providers.get(providerId)?.listRecent !== undefined;
  const { settleMs } = context.settings.submit;
  return takes.map((take, index) =>
    viewUnconfirmed({ take, timeline: timelines[index] ?? [], lane, canList, settleMs }),
  );
}

interface Facts {
  take: TakeView;
  timeline: readonly TimelineEntry[];
  lane: LaneView;
  canList: boolean;
  settleMs: number;
}

function viewUnconfirmed({ take, timeline, lane, canList, settleMs }: Facts): Unconfirmed {
  return {
    take: viewTake(take, lane, settleMs),
    attempt: take.attempts,
    ...optionalTime('begunAt', take.begunAt),
    ...optionalTime('since', take.unconfirmedAt),
    reservedCents: toCents(take.reservedMicros ?? 0),
    evidence: timeline.filter((entry) => entry.attempt === undefined || entry.attempt === take.attempts),
    search: searchOf(take, canList),
    ...defined({ suspects: take.suspects }),
  };
}

function searchOf({ suspects }: TakeRecord, canList: boolean): Unconfirmed['search'] {
  if (!canList) return 'impossible';
  return suspects === undefined ? 'running' : 'blocked';
}
