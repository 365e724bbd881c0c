import { UnconfirmedList, type Unconfirmed } from '@cineflow/contracts';
import type { TakeRecord } from '@cineflow/ledger';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { findTake } from '../storyboards/find-take.ts';
import { readLane } from '../storyboards/read-lane.ts';
import { optionalTime } from '../views/iso-time.ts';
import { viewTake } from '../views/view-take.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds GET /v1/unconfirmed. */
export function listUnconfirmed(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/unconfirmed',
    config: { scope: 'read' },
    schema: {
      operationId: 'listUnconfirmed',
      tags: ['money'],
      summary: 'Creates whose outcome nobody knows yet, with what is known of them',
      description:
        'Nothing of this is sent again without proof. Where the provider can list its operations they are found by ' +
        'themselves; what stays here needs a person.',
      response: { 200: UnconfirmedList, ...problemAnswers(503) },
    },
    handler: async ({ caller }) => {
      const lanes = [...context.providers.keys()].map(async (provider) => {
        const ids = await context.ledger.lane(provider).unconfirmed();
        const takes = await Promise.all(ids.map((id) => findTake(context, id, caller).catch(() => null)));
        const open = takes.filter((take) => take?.state === 'unconfirmed').filter((take) => take !== null);
        return Promise.all(open.map((take) => viewUnconfirmed(context, take)));
      });
      return { unconfirmed: (await Promise.all(lanes)).flat() };
    },
  });
}

async function viewUnconfirmed(context: Context, take: TakeRecord): Promise<Unconfirmed> {
  const [lane, timeline] = await Promise.all([
    readLane(context, take.lane),
    context.ledger.timeline(take.id),
  ]);
  const canList = context.providers.get(take.lane)?.listRecent !== undefined;
  return {
    take: viewTake(take, lane, context.settings.submit.settleMs),
    attempt: take.attempt,
    ...optionalTime('begunAt', take.begunAt),
    ...optionalTime('since', take.doubtAt),
    reservedCents: take.reservedCents ?? 0,
    evidence: timeline.filter((entry) => entry.attempt === undefined || entry.attempt === take.attempt),
    search: searchOf(take, canList),
    ...(take.suspects === undefined ? {} : { suspects: take.suspects }),
  };
}

function searchOf({ suspects }: TakeRecord, canList: boolean): Unconfirmed['search'] {
  if (!canList) return 'impossible';
  return suspects === undefined ? 'running' : 'blocked';
}
