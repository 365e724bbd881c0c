import { RETIRED_VARIABLES, SECRET_VARIABLES, VARIABLES } from './environment.ts';
import { KEYED_ACCOUNTS } from './provider-settings.ts';

/** A variable that is set and means nothing here. */
export interface UnknownVariable {
  name: string;
  /** The one it resembles, where that is not set. */
  meant?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of the tools around it; named so that they do not count as mistyped. */
const FOREIGN = new Set(['CINEFLOW_TEST_REDIS']);
const KNOWN = new Set([
  ...Object.keys(VARIABLES),
  ...SECRET_VARIABLES.map((name) => `${name}_FILE`),
  ...Object.keys(RETIRED_VARIABLES),
]);
/** Shorter names resemble too much. */
const SHORTEST = 8;
const MOST_SLIPS = 2;

/** Variables with our prefix that do not exist, and others that look like a mistyped one of ours. */
export function unknownVariables(given: Variables): UnknownVariable[] {
  return Object.keys(given).flatMap((name) => {
    if (KNOWN.has(name) || FOREIGN.has(name)) return [];
    const meant = resembling(name, given) ?? ofAccount(name, given);
    if (meant !== undefined) return [{ name, meant }];
    return name.startsWith('CINEFLOW_') ? [{ name }] : [];
  });
}

function resembling(name: string, given: Variables): string | undefined {
  if (name.length < SHORTEST) return undefined;
  const close = [...KNOWN].filter(
    (known) => known.length >= SHORTEST && given[known] === undefined && slips(name, known) <= MOST_SLIPS,
  );
  return close.toSorted((a, b) => slips(name, a) - slips(name, b))[0];
}

/** `<NAME>_TOKEN` and `<NAME>_URL`, as long as that account is not set up. */
function ofAccount(name: string, given: Variables): string | undefined {
  const account = KEYED_ACCOUNTS.find((one) => name.startsWith(`${one.name}_`));
  if (account === undefined || given[account.key] !== undefined) return undefined;
  if (/_(?:API|KEY|APIKEY|TOKEN|SECRET)$/.test(name)) return account.key;
  return /_(?:URL|URI|HOST|BASE|ADDRESS|ENDPOINT)$/.test(name) ? account.address : undefined;
}

/** Letters to add, drop or replace that make one name of the other. Lengths that differ too much are not compared. */
function slips(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > MOST_SLIPS) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
