import { type Attempt, ModelRecords, type ModelTake } from './model-records.ts';

const FINAL = new Set(['completed', 'reused', 'failed', 'cancelled']);
const SENDING = new Set(['submitting', 'unconfirmed']);
const ACCEPTS = new Set(['queued', 'submitting', 'unconfirmed', 'failed', 'cancelled']);

/**
 * Reference model of the book in plain objects; shares no code with the procedures. Each method returns the expected
 * verdict.
 */
export class Model extends ModelRecords {
  begin(id: string, ask: { attempt: string; epoch: number | null; daily?: number | undefined }): string {
    const take = this.take(id);
    const board = this.boardOf(take);
    if (take.state === 'submitting' && take.attempt === ask.attempt) return 'go';
    if (take.state !== 'queued') return 'moved-on';
    if (board.isPaused) return 'paused';
    if (ask.epoch !== null && ask.epoch !== this.epoch) return 'epoch';
    const verdict = this.lookAtContent(take, ask.epoch !== null);
    if (verdict !== null) return verdict;
    if (ask.epoch === null) {
      take.follows = undefined;
      return 'no-permit';
    }
    if (ask.daily !== undefined) this.limits.set(`day:${this.day}`, ask.daily);
    if (this.budgetsOf(board, ask.daily !== undefined).some((budget) => !this.fits(budget, board.price))) {
      this.giveUp(take);
      return 'budget';
    }
    if (this.attempts.has(ask.attempt)) {
      this.giveUp(take);
      return 'moved-on';
    }
    const { generation } = take;
    const attempt = { id: ask.attempt, take: id, generation, price: board.price, day: this.day };
    this.attempts.set(ask.attempt, { ...attempt, fate: 'open' });
    const begun = { state: 'submitting', attempt: ask.attempt, attempts: take.attempts + 1 };
    Object.assign(take, begun, { follows: undefined });
    return 'go';
  }

  private lookAtContent(take: ModelTake, mayClaim: boolean): 'reuse' | 'follow' | null {
    const { isForced } = this.boardOf(take);
    const equal = [...this.contents.values()].filter(({ content }) => content === take.content);
    if (!isForced && equal.some(({ clip }) => clip !== null)) return 'reuse';
    if (mayClaim) this.claim(take);
    const slot = this.contents.get(this.slotOf(take));
    if (isForced || slot === undefined || slot.maker === take.id) return null;
    take.follows = slot.maker;
    return 'follow';
  }

  accept(id: string, fact: { attempt?: string | undefined; operation: string; cost: number }): string {
    const take = this.take(id);
    const known = this.operations.get(fact.operation);
    if (known) return known.take === id ? 'already' : 'bound';
    const attempt = this.attemptOf(take, fact.attempt);
    const isBooked = attempt?.fate === 'open' || attempt?.fate === 'given-up';
    const day = isBooked ? attempt.day : this.day;
    this.operations.set(fact.operation, { id: fact.operation, take: id, cost: fact.cost, refund: 0, day });
    if (isBooked) attempt.fate = 'accepted';
    if (attempt?.fate === 'released') attempt.fate = 'late';
    take.bought += 1;
    if (take.operation !== undefined || !ACCEPTS.has(take.state)) return 'second';
    Object.assign(take, { state: 'rendering', operation: fact.operation, follows: undefined });
    this.claim(take);
    return 'accepted';
  }

  private attemptOf(take: ModelTake, asked: string | undefined): Attempt | undefined {
    const known = this.attempts.get(asked ?? take.attempt ?? '');
    const own = known?.take === take.id ? known : undefined;
    if (asked !== undefined || own?.fate === 'open' || own?.fate === 'given-up') return own;
    const givenUp = [...this.attempts.values()].find(
      (attempt) => attempt.take === take.id && attempt.fate === 'given-up',
    );
    return givenUp ?? own;
  }

  requeue(id: string, attemptId: string, by: 'holder' | 'proof'): string {
    const take = this.take(id);
    const attempt = this.attempts.get(attemptId);
    if (attempt?.take !== id || attempt.fate !== 'open') return 'stale';
    const isCurrent = take.attempt === attemptId && SENDING.has(take.state);
    if (isCurrent && by === 'proof' && take.state !== 'unconfirmed') return 'stale';
    attempt.fate = 'released';
    if (!isCurrent) return 'released';
    take.state = take.isCancelAsked ? 'cancelled' : 'queued';
    take.isCancelAsked = false;
    if (this.giveUp(take)) this.freeFollowers(id);
    return 'requeued';
  }

  markUnconfirmed(id: string, attempt: string | undefined): string {
    const take = this.take(id);
    const isOthers = attempt !== undefined && take.attempt !== attempt;
    if (take.state !== 'submitting' || isOthers) return 'stale';
    take.state = 'unconfirmed';
    return 'unconfirmed';
  }

  refuse(id: string, attemptId: string | undefined, isGivenUp: boolean): string {
    const take = this.take(id);
    const isOther = attemptId !== undefined && take.attempt !== attemptId;
    if (isOther || (take.state !== 'queued' && !SENDING.has(take.state))) {
      const overtaken = this.attempts.get(attemptId ?? '');
      if (!isGivenUp && overtaken?.take === id && overtaken.fate === 'open') overtaken.fate = 'released';
      return 'stale';
    }
    const attempt = this.attempts.get(take.attempt ?? '');
    if (attempt?.fate === 'open') attempt.fate = isGivenUp ? 'given-up' : 'released';
    Object.assign(take, { state: 'failed', follows: undefined });
    if (!this.giveUp(take)) return 'failed';
    // Given up says nothing of the content.
    if (isGivenUp) this.freeFollowers(id);
    else this.failFollowers(id);
    return 'failed';
  }

  /** Never more than it cost, and never less than was given back before. */
  refund(operation: string, amount: number | 'all'): void {
    const known = this.operations.get(operation);
    if (known)
      known.refund = Math.max(known.refund, Math.min(known.cost, amount === 'all' ? known.cost : amount));
  }

  fail(id: string, operation: string, refund?: number | 'all'): string {
    const take = this.take(id);
    if (refund !== undefined && this.operations.get(operation)?.take === id) this.refund(operation, refund);
    if (take.operation !== operation || !['rendering', 'overdue', 'collecting'].includes(take.state)) {
      return 'stale';
    }
    const isMaker = this.giveUp(take);
    const isAgain = !take.isCancelAsked && take.bought <= this.boardOf(take).retryFailed;
    take.state = 'failed';
    if (isAgain) this.retry(id);
    if (isMaker && isAgain) this.freeFollowers(id);
    if (isMaker && !isAgain) this.failFollowers(id, take.bought);
    return 'failed';
  }

  markOverdue(id: string): void {
    const take = this.take(id);
    if (take.state === 'rendering') take.state = 'overdue';
  }

  render(id: string, operation: string): string {
    const take = this.take(id);
    if (take.operation !== operation || !['rendering', 'overdue'].includes(take.state)) return 'stale';
    take.state = 'collecting';
    return 'collecting';
  }

  store(id: string, clip: string): string {
    const take = this.take(id);
    if (take.state !== 'collecting') return 'stale';
    take.state = 'completed';
    const before = this.contents.get(this.slotOf(take));
    this.contents.set(this.slotOf(take), { content: take.content, maker: id, clip });
    for (const maker of [id, before?.maker]) if (maker !== undefined) this.freeFollowers(maker);
    return 'stored';
  }

  reuse(id: string): string {
    const take = this.take(id);
    if (take.state !== 'queued') return 'stale';
    Object.assign(take, { state: 'reused', follows: undefined });
    return 'stored';
  }

  cancel(id: string): 'cancelled' | 'goesOn' | 'final' {
    const take = this.take(id);
    if (FINAL.has(take.state)) return 'final';
    take.isCancelAsked = take.state !== 'queued';
    if (take.isCancelAsked) return 'goesOn';
    Object.assign(take, { state: 'cancelled', follows: undefined });
    if (this.giveUp(take)) this.freeFollowers(id);
    return 'cancelled';
  }

  retry(id: string): string {
    const take = this.take(id);
    if (take.state !== 'failed' && take.state !== 'cancelled') return 'stale';
    const forgotten = { attempt: undefined, operation: undefined, follows: undefined, isCancelAsked: false };
    Object.assign(take, { state: 'queued', generation: take.generation + 1 }, forgotten);
    return 'retried';
  }

  lost(id: string, clip: string): string {
    const take = this.take(id);
    if (take.state !== 'queued') return 'stale';
    for (const [slot, { content, clip: known }] of this.contents) {
      if (content === take.content && known === clip) this.contents.delete(slot);
    }
    take.follows = undefined;
    return 'waiting';
  }

  setLimit(budget: string, limit: number | null): void {
    if (limit !== null || this.limits.has(budget)) this.limits.set(budget, limit);
  }
}
