import { type FaultName, type FaultStage, findFault } from './fault-table.ts';

/** One rule: with a probability, or always within a time window counted from when the rule was set. */
export interface FaultRule {
  readonly name: FaultName;
  readonly stage: FaultStage;
  readonly probability: number;
  readonly window?: { readonly fromMs: number; readonly untilMs: number };
  /** The rule as it was written. */
  readonly text: string;
}

const NAMES_FOR = new Map([
  ['outage', 'refused-503-no-channel'],
  ['busy-429', 'refused-429'],
]);

/**
 * Reads "accepted-502=0.05,refused-429@10+60": a probability after `=`, or a window of seconds (from + for) after `@`.
 * `outage` stands for refused-503-no-channel, `busy-429` for refused-429. Throws an error that names the wrong part.
 */
export function parseFaults(text: string): readonly FaultRule[] {
  const parts = text.split(',').map((part) => part.trim());
  const rules = parts.filter((part) => part !== '').map((part) => parseRule(part));
  for (const stage of new Set(rules.map((rule) => rule.stage))) {
    const sum = rules
      .filter((rule) => rule.stage === stage && rule.window === undefined)
      .reduce((total, rule) => total + rule.probability, 0);
    if (sum > 1 + 1e-9)
      throw new Error(`the probabilities of the ${stage} faults add up to ${sum}, more than 1`);
  }
  return rules;
}

function parseRule(text: string): FaultRule {
  const match = /^([a-z0-9-]+)(?:=([0-9.]+)|@([0-9.]+)\+([0-9.]+))$/.exec(text);
  if (match === null) throw new Error(`"${text}" is neither NAME=PROBABILITY nor NAME@FROM+FOR (seconds)`);
  const name = NAMES_FOR.get(match[1] ?? '') ?? match[1] ?? '';
  const fault = findFault(name);
  if (fault === undefined) throw new Error(`there is no fault "${name}"`);
  const [probability, from, length] = [match[2] ?? '1', match[3] ?? '0', match[4] ?? '0'].map(Number);
  if (probability === undefined || !(probability >= 0 && probability <= 1)) {
    throw new Error(`"${text}": a probability is between 0 and 1`);
  }
  if (!Number.isFinite(from) || !Number.isFinite(length)) throw new Error(`"${text}": seconds are numbers`);
  const rule = { name: name as FaultName, stage: fault.stage, probability, text };
  if (match[3] === undefined || from === undefined || length === undefined) return rule;
  return { ...rule, window: { fromMs: from * 1000, untilMs: (from + length) * 1000 } };
}
