/**
 * What the book should do, told once more: in plain objects, without SQL, with every sum counted from the attempts and
 * operations themselves. It shares no code with the procedures.
 */
export interface ModelTake {
  id: string;
  board: string;
  content: string;
  state: string;
  generation: number;
  attempts: number;
  bought: number;
  isCancelAsked: boolean;
  attempt?: string | undefined;
  operation?: string | undefined;
  follows?: string | undefined;
}

export interface ModelBoard {
  id: string;
  isForced: boolean;
  isPaused: boolean;
  retryFailed: number;
  price: number;
  key?: string | undefined;
}

interface Attempt {
  id: string;
  take: string;
  generation: number;
  price: number;
  day: number;
  /** late: an operation was found after it had been proved unbought. */
  fate: 'open' | 'accepted' | 'released' | 'late' | 'given-up';
}

interface Operation {
  id: string;
  take: string;
  cost: number;
  day: number;
}

export interface Sums {
  reserved: number;
  spent: number;
}

const FINAL = new Set(['completed', 'skipped', 'failed', 'cancelled']);
const SENDING = new Set(['submitting', 'unconfirmed']);
const ACCEPTS = new Set(['queued', 'submitting', 'unconfirmed', 'failed', 'cancelled']);

/** The reference. Each method answers the verdict the book must give. */
export class Model {
  readonly boards = new Map<string, ModelBoard>();
  readonly takes = new Map<string, ModelTake>();
  readonly attempts = new Map<string, Attempt>();
  readonly operations = new Map<string, Operation>();
  /** By scope and fingerprint. */
  readonly contents = new Map<string, { content: string; maker: string; clip: string | null }>();
  /** Limits of the budgets that are counted; null: none. */
  readonly limits = new Map<string, number | null>();
  epoch = 0;
  day = 0;

  addBoard(board: ModelBoard, contents: readonly string[], ids: readonly string[]): void {
    this.boards.set(board.id, board);
    for (const [index, id] of ids.entries()) {
      const content = contents[index] ?? '';
      const fresh = { generation: 1, attempts: 0, bought: 0, isCancelAsked: false };
      this.takes.set(id, { id, board: board.id, content, state: 'queued', ...fresh });
    }
  }

  take(id: string): ModelTake {
    const take = this.takes.get(id);
    if (take === undefined) throw new Error(`The model has no take ${id}`);
    return take;
  }

  boardOf(take: ModelTake): ModelBoard {
    const board = this.boards.get(take.board);
    if (board === undefined) throw new Error(`The model has no storyboard ${take.board}`);
    return board;
  }

  /** What is set aside and spent by some takes, on one day or on all. */
  sums(isCounted: (take: string) => boolean, day?: number): Sums {
    const isOfDay = (on: number): boolean => day === undefined || on === day;
    const own = [...this.attempts.values()].filter(({ take, day }) => isCounted(take) && isOfDay(day));
    const bought = [...this.operations.values()].filter(({ take, day }) => isCounted(take) && isOfDay(day));
    const total = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
    const priceOf = (fate: Attempt['fate']): number =>
      total(own.filter((attempt) => attempt.fate === fate).map(({ price }) => price));
    return {
      reserved: priceOf('open'),
      spent: total(bought.map(({ cost }) => cost)) + priceOf('given-up'),
    };
  }

  /** What a budget counts. */
  budget(id: string): Sums {
    const [kind, name = ''] = id.split(':');
    if (kind === 'day') return this.sums(() => true, Number(name));
    if (kind === 'storyboard') return this.sums((take) => this.take(take).board === name);
    return this.sums((take) => this.boardOf(this.take(take)).key === name);
  }

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

  budgetsOf({ id, key }: ModelBoard, isDaily: boolean): string[] {
    const ids = [`storyboard:${id}`, `key:${key}`, ...(isDaily ? [`day:${this.day}`] : [])];
    return ids.filter((budget) => this.limits.has(budget));
  }

  fits(budget: string, price: number): boolean {
    const limit = this.limits.get(budget) ?? null;
    const { reserved, spent } = this.budget(budget);
    return limit === null || reserved + spent + price <= limit;
  }

  accept(id: string, fact: { attempt?: string | undefined; operation: string; cost: number }): string {
    const take = this.take(id);
    const known = this.operations.get(fact.operation);
    if (known) return known.take === id ? 'already' : 'bound';
    const attempt = this.attemptOf(take, fact.attempt);
    const isBooked = attempt?.fate === 'open' || attempt?.fate === 'given-up';
    const day = isBooked ? attempt.day : this.day;
    this.operations.set(fact.operation, { id: fact.operation, take: id, cost: fact.cost, day });
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
    if (isOther || (take.state !== 'queued' && !SENDING.has(take.state))) return 'stale';
    const attempt = this.attempts.get(take.attempt ?? '');
    if (attempt?.fate === 'open') attempt.fate = isGivenUp ? 'given-up' : 'released';
    Object.assign(take, { state: 'failed', follows: undefined });
    if (!this.giveUp(take)) return 'failed';
    // Given up says nothing of the content.
    if (isGivenUp) this.freeFollowers(id);
    else this.failFollowers(id);
    return 'failed';
  }

  fail(id: string, operation: string): string {
    const take = this.take(id);
    if (take.operation !== operation || !['rendering', 'overdue', 'collecting'].includes(take.state)) {
      return 'stale';
    }
    const isMaker = this.giveUp(take);
    const isAgain = !take.isCancelAsked && take.bought <= this.boardOf(take).retryFailed;
    take.state = 'failed';
    if (isAgain) this.retry(id);
    if (isMaker && isAgain) this.freeFollowers(id);
    if (isMaker && !isAgain) this.failFollowers(id);
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
    Object.assign(take, { state: 'skipped', follows: undefined });
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

  private slotOf(take: ModelTake): string {
    return `${this.boardOf(take).key ?? ''} ${take.content}`;
  }

  private claim(take: ModelTake): void {
    const slot = this.slotOf(take);
    if (!this.contents.has(slot)) {
      this.contents.set(slot, { content: take.content, maker: take.id, clip: null });
    }
  }

  private giveUp(take: ModelTake): boolean {
    const slot = this.contents.get(this.slotOf(take));
    if (slot?.maker !== take.id || slot.clip !== null) return false;
    return this.contents.delete(this.slotOf(take));
  }

  private freeFollowers(maker: string): void {
    for (const take of this.takes.values()) if (take.follows === maker) take.follows = undefined;
  }

  private failFollowers(maker: string): void {
    for (const take of this.takes.values()) {
      if (take.follows === maker) Object.assign(take, { state: 'failed', follows: undefined });
    }
  }
}
