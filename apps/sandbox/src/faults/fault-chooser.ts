import { createRandom } from '../random.ts';
import { FAULTS, type FaultName, type FaultOf, type FaultStage } from './fault-table.ts';
import type { FaultRule } from './parse-faults.ts';
import { parseTags } from './parse-tags.ts';

/** Decides which fault strikes: a tag of the prompt first, then a time window, then the dice. */
export class FaultChooser {
  readonly #seed: number;
  #rules: readonly FaultRule[] = [];
  #rulesSince = 0;
  #dice = new Map<FaultStage, () => number>();
  #struck = new Map<string, number>();

  constructor(seed: number, rules: readonly FaultRule[]) {
    this.#seed = seed;
    this.setRules(rules);
  }

  /** Replaces the rules; their windows count from now and the dice start anew. Counts of tags are kept. */
  setRules(rules: readonly FaultRule[]): void {
    this.#rules = rules;
    this.#rulesSince = Date.now();
    this.#dice = new Map();
  }

  /** Forgets how often tags have struck and starts dice and windows anew. */
  reset(): void {
    this.#struck = new Map();
    this.setRules(this.#rules);
  }

  /** Chooses the fault of one event. `subject` is what a tag's count belongs to: a prompt or an operation's id. */
  choose<Stage extends FaultStage>(
    stage: Stage,
    prompt: string,
    subject: string,
  ): FaultOf<Stage> | undefined {
    const chosen =
      this.#chooseByTag(stage, prompt, subject) ?? this.#chooseByWindow(stage) ?? this.#roll(stage);
    return chosen as FaultOf<Stage> | undefined;
  }

  #chooseByTag(stage: FaultStage, prompt: string, subject: string): FaultName | undefined {
    for (const { name, times } of parseTags(prompt).tags) {
      if (FAULTS[name].stage !== stage) continue;
      if (times === Infinity) return name;
      const key = `${name}\n${subject}`;
      const struck = this.#struck.get(key) ?? 0;
      if (struck >= times) continue;
      this.#struck.set(key, struck + 1);
      return name;
    }
    return undefined;
  }

  #chooseByWindow(stage: FaultStage): FaultName | undefined {
    if (this.#rules.length === 0) return undefined;
    const elapsed = Date.now() - this.#rulesSince;
    const rule = this.#rules.find(
      ({ stage: at, window }) =>
        at === stage && window !== undefined && elapsed >= window.fromMs && elapsed < window.untilMs,
    );
    return rule?.name;
  }

  #roll(stage: FaultStage): FaultName | undefined {
    const rules = this.#rules.filter((rule) => rule.stage === stage && rule.window === undefined);
    if (rules.length === 0) return undefined;
    const dice =
      this.#dice.get(stage) ?? createRandom(this.#seed + stage.length * 1000 + stage.charCodeAt(0));
    this.#dice.set(stage, dice);
    let rest = dice();
    for (const rule of rules) {
      if (rest < rule.probability) return rule.name;
      rest -= rule.probability;
    }
    return undefined;
  }
}
