/** A flow takes turns: takes of one storyboard, with one weight and one model. */
interface Flow {
  turnAt: number;
  /** Place of each waiting take. */
  takes: Map<string, number>;
}

/**
 * Reference fair queue as a searched list. Each turn moves a storyboard back by 1/weight; a new one starts at the
 * lane's position.
 */
export class ReferenceLine {
  readonly later = new Map<string, number>();
  readonly flows = new Map<string, string>();
  turn = 0;
  private readonly queue = new Map<string, Flow>();

  get isEmpty(): boolean {
    return this.queue.size === 0;
  }

  wait(take: string, flow: string, place: number): void {
    this.flows.set(take, flow);
    const waiting = this.queue.get(flow) ?? { turnAt: this.turn, takes: new Map<string, number>() };
    waiting.takes.set(take, place);
    this.queue.set(flow, waiting);
  }

  waitUntil(take: string, flow: string, at: number): void {
    this.flows.set(take, flow);
    this.later.set(take, at);
  }

  wake(now: number): void {
    for (const [take] of sorted(this.later).filter(([, at]) => at <= now)) {
      this.later.delete(take);
      this.wait(take, this.flows.get(take) as string, -1);
    }
  }

  stop(take: string): void {
    this.later.delete(take);
    const flow = this.flows.get(take);
    if (flow === undefined) return;
    this.queue.get(flow)?.takes.delete(take);
    if (this.queue.get(flow)?.takes.size === 0) this.queue.delete(flow);
  }

  /** The next take among the flows whose model `hasRoom`; it leaves the line. */
  next(hasRoom: (model: string) => boolean): string | null {
    const turns = new Map([...this.queue].map(([flow, { turnAt }]) => [flow, turnAt]));
    const head = sorted(turns).find(([flow]) => hasRoom(modelOf(flow)));
    if (head === undefined) return null;
    const [name, turnAt] = head;
    const flow = this.queue.get(name) as Flow;
    const [take] = sorted(flow.takes)[0] as [string, number];
    flow.takes.delete(take);
    flow.turnAt += 1 / Number(name.split('|')[1]);
    if (flow.takes.size === 0) this.queue.delete(name);
    this.turn = Math.max(this.turn, turnAt);
    return take;
  }

  /** True if some take could go with a permit. */
  hasNext(hasRoom: (model: string) => boolean): boolean {
    return [...this.queue.keys()].some((flow) => hasRoom(modelOf(flow)));
  }

  waiting(): string[] {
    return [...[...this.queue.values()].flatMap(({ takes }) => [...takes.keys()]), ...this.later.keys()];
  }
}

export function modelOf(flow: string): string {
  return flow.split('|')[2] as string;
}

/** By number, then by name, as Redis sorts. */
function sorted(map: ReadonlyMap<string, number>): [string, number][] {
  return [...map].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
}
