import { FINAL_TAKE_STATES, type Storyboard, type WaitReason } from '@cineflow/contracts';
import type { Client } from '@cineflow/client';

/** What only a person can end, with the storyboards it is about. */
export interface Standstill {
  reasons: readonly WaitReason[];
  storyboards: readonly Storyboard[];
}

/** Reasons that time does not cure, unless the API says until when. */
const FOR_A_PERSON: ReadonlySet<WaitReason> = new Set([
  'balance',
  'auth',
  'address',
  'budget',
  'paused',
  'unconfirmed',
]);
/** A reason may pass from one look to the next. */
const LOOKS = 3;

/** Notices when nothing moves any more without a person. */
export class StandstillWatch {
  readonly #client: Client;
  #looks = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** The standstill, once it was seen several times in a row. */
  async look(storyboards: readonly Storyboard[]): Promise<Standstill | undefined> {
    const open = storyboards.filter((one) => openTakes(one) > 0);
    const isStill = open.length > 0 && open.every(standsStill) && !(await this.#isSearched(open));
    this.#looks = isStill ? this.#looks + 1 : 0;
    if (this.#looks < LOOKS) return undefined;
    const reasons = open.flatMap(({ waiting }) => waiting.map(({ reason }) => reason));
    return { reasons: [...new Set(reasons)], storyboards: open };
  }

  /** Whether an unconfirmed take may still be found in the list of its provider. */
  async #isSearched(open: readonly Storyboard[]): Promise<boolean> {
    if (open.every(({ counts }) => counts.unconfirmed === 0)) return false;
    const ids = new Set(open.map(({ id }) => id));
    const all = await this.#client.unconfirmed();
    return all.some(({ take, search }) => ids.has(take.storyboardId) && search === 'running');
  }
}

function openTakes({ counts, takes }: Storyboard): number {
  return takes - FINAL_TAKE_STATES.reduce((sum, state) => sum + counts[state], 0);
}

function standsStill(storyboard: Storyboard): boolean {
  const blocked = storyboard.waiting.filter(
    ({ reason, until }) => FOR_A_PERSON.has(reason) && until === undefined,
  );
  if (blocked.length === 0) return false;
  // Takes that continue a blocked one move no sooner.
  const dependent = storyboard.waiting.filter(({ reason }) => reason === 'dependency');
  return [...blocked, ...dependent].reduce((sum, { takes }) => sum + takes, 0) >= openTakes(storyboard);
}
