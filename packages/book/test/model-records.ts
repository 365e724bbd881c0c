/** A take as the reference has it. */
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

/** A storyboard as the reference has it. */
export interface ModelBoard {
  id: string;
  isForced: boolean;
  isPaused: boolean;
  retryFailed: number;
  price: number;
  key?: string | undefined;
}

/** One create. */
export interface Attempt {
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
  refund: number;
  day: number;
}

/** What is set aside and spent. */
export interface Sums {
  reserved: number;
  spent: number;
}

/** What the reference remembers, and what follows from it; every sum is counted from attempts and operations. */
export class ModelRecords {
  readonly boards = new Map<string, ModelBoard>();
  readonly takes = new Map<string, ModelTake>();
  readonly attempts = new Map<string, Attempt>();
  readonly operations = new Map<string, Operation>();
  /** By scope and fingerprint. */
  readonly contents = new Map<string, { content: string; maker: string; clip: string | null }>();
  /** Limits of the budgets that are counted; null: none. */
  readonly limits = new Map<string, number | null>();
  epoch = 0;
  day = 20_000;

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
      spent: total(bought.map(({ cost, refund }) => cost - refund)) + priceOf('given-up'),
    };
  }

  /** What a budget counts. */
  budget(id: string): Sums {
    const [kind, name = ''] = id.split(':');
    if (kind === 'day') return this.sums(() => true, Number(name));
    if (kind === 'storyboard') return this.sums((take) => this.take(take).board === name);
    return this.sums((take) => this.boardOf(this.take(take)).key === name);
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

  protected slotOf(take: ModelTake): string {
    return `${this.boardOf(take).key ?? ''} ${take.content}`;
  }

  protected claim(take: ModelTake): void {
    const slot = this.slotOf(take);
    if (!this.contents.has(slot)) {
      this.contents.set(slot, { content: take.content, maker: take.id, clip: null });
    }
  }

  protected giveUp(take: ModelTake): boolean {
    const slot = this.contents.get(this.slotOf(take));
    if (slot?.maker !== take.id || slot.clip !== null) return false;
    return this.contents.delete(this.slotOf(take));
  }

  protected freeFollowers(maker: string): void {
    for (const take of this.takes.values()) if (take.follows === maker) take.follows = undefined;
  }

  /** Those whose order allows more renders than have failed make the content themselves. */
  protected failFollowers(maker: string, failedRenders = Infinity): void {
    for (const take of this.takes.values()) {
      if (take.follows !== maker) continue;
      take.follows = undefined;
      if (this.boardOf(take).retryFailed < failedRenders) take.state = 'failed';
    }
  }
}
