import type { z } from 'zod';
import { applyModels } from './apply-models.ts';
import { Environment, RETIRED_VARIABLES, SECRET_VARIABLES } from './environment.ts';
import {
  defaultProviderProblems,
  halfAccounts,
  KEY_FILE_VARIABLES,
  readProviders,
} from './provider-settings.ts';
import { joinAccounts } from './read-accounts.ts';
import { readIfThere, readTextFile } from './read-text-file.ts';
import { SettingsError, type SettingsProblem } from './settings-error.ts';
import { type Settings, toSettings } from './settings.ts';
import { storageContradictions } from './storage-settings.ts';
import { unknownVariables } from './unknown-variables.ts';

type ReadText = (path: string) => string;
type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Checks the environment and returns the settings. A blank variable counts as unset.
 * @throws SettingsError naming every wrong variable at once
 */
export function parseSettings(env: Variables, readText: ReadText = readTextFile): Settings {
  const problems: SettingsProblem[] = [];
  const given = withSecretFiles(dropBlank(env), readText, problems);
  const parsed = Environment.safeParse(given);
  const { providers: fromVariables, issues } = readProviders(given);
  const wrong = [...issues, ...(parsed.error?.issues ?? [])];
  problems.push(...wrong.map((issue) => toProblem(issue, given)));
  if (parsed.success) problems.push(...contradictions(parsed.data));
  const file = readFileOf('CINEFLOW_PROVIDERS_FILE', 'providers.yaml', { given, readText, problems });
  problems.push(...halfAccounts(given, file?.text));
  const joined = joinAccounts(fromVariables, file, { given, readText });
  problems.push(...joined.problems);
  const models = readFileOf('CINEFLOW_MODELS_FILE', 'models.yaml', { given, readText, problems });
  const { accounts: providers, problems: wrongRows } =
    models === undefined ? { ...joined, problems: [] } : applyModels(joined.accounts, models);
  problems.push(...wrongRows);
  if (parsed.success && issues.length === 0)
    problems.push(...defaultProviderProblems(parsed.data.CINEFLOW_DEFAULT_PROVIDER, providers));
  if (problems.length > 0 || !parsed.success) throw new SettingsError(problems);
  const notes = [...bentValues(parsed.data), ...retiredNotes(given), ...unknownNotes(given)];
  return toSettings(parsed.data, providers, notes);
}

/** Many tools set the lower-case names of the proxy variables. */
function dropBlank(env: Variables): Record<string, string> {
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map(
    (name) => [name, env[name.toLowerCase()]] as const,
  );
  const entries = [...proxies, ...Object.entries(env)].map(
    ([name, value]) => [name, value?.trim() ?? ''] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function withSecretFiles(
  given: Record<string, string>,
  readText: ReadText,
  problems: SettingsProblem[],
): Record<string, string> {
  const values = { ...given };
  for (const name of SECRET_VARIABLES) {
    const variable = fileVariableOf(name);
    const path = given[variable];
    if (path === undefined) continue;
    if (variable !== name && given[name] !== undefined) {
      problems.push({ variable, value: path, fix: `must not be set together with ${name}` });
      continue;
    }
    // A variable that holds a path must never be taken for the secret.
    delete values[name];
    try {
      const content = readText(path).trim();
      if (content === '') problems.push({ variable, value: path, fix: 'must name a file that is not empty' });
      else values[name] = content;
    } catch {
      problems.push({ variable, value: path, fix: 'must name a file that can be read' });
    }
  }
  return values;
}

/** Name of the variable with the path of a secret's file; for key files the variable itself. */
function fileVariableOf(name: string): string {
  return KEY_FILE_VARIABLES.has(name) ? name : `${name}_FILE`;
}

interface Reading {
  given: Record<string, string>;
  readText: ReadText;
  problems: SettingsProblem[];
}

/** The file a variable names, else the default one if it exists. */
function readFileOf(
  variable: string,
  usual: string,
  { given, readText, problems }: Reading,
): { name: string; text: string } | undefined {
  const named = given[variable];
  const name = named ?? usual;
  try {
    const text = named === undefined ? readIfThere(name, readText) : readText(name);
    return text === undefined ? undefined : { name, text };
  } catch {
    problems.push({ variable, value: name, fix: 'must name a file that can be read' });
    return undefined;
  }
}

function toProblem(issue: z.core.$ZodIssue, given: Record<string, string>): SettingsProblem {
  const variable = String(issue.path[0]);
  return { variable, value: maskValue(variable, given[variable]), fix: issue.message };
}

function contradictions(environment: Environment): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const { CINEFLOW_BOARD_USER: user, CINEFLOW_BOARD_PASSWORD: password } = environment;
  if ((user === undefined) !== (password === undefined)) {
    const [missing, present] = user === undefined ? ['USER', 'PASSWORD'] : ['PASSWORD', 'USER'];
    const fix = `must be set together with CINEFLOW_BOARD_${present}`;
    problems.push({ variable: `CINEFLOW_BOARD_${missing}`, value: undefined, fix });
  }
  if (environment.CINEFLOW_POLL_MIN_MS > environment.CINEFLOW_POLL_MAX_MS) {
    const value = String(environment.CINEFLOW_POLL_MIN_MS);
    const fix = `must not be above CINEFLOW_POLL_MAX_MS (${environment.CINEFLOW_POLL_MAX_MS})`;
    problems.push({ variable: 'CINEFLOW_POLL_MIN_MS', value, fix });
  }
  const { CINEFLOW_SETTLE_MS: settleMs, CINEFLOW_SUBMIT_TIMEOUT_MS: timeoutMs } = environment;
  if (settleMs < timeoutMs) {
    const fix =
      `must not be below CINEFLOW_SUBMIT_TIMEOUT_MS (${timeoutMs}): a create that is still under way would count as ` +
      'never accepted and be paid again; raise it, or lower CINEFLOW_SUBMIT_TIMEOUT_MS';
    problems.push({ variable: 'CINEFLOW_SETTLE_MS', value: String(settleMs), fix });
  }
  return [...problems, ...storageContradictions(environment)];
}

function bentValues({
  CINEFLOW_DEGRADED_LIMIT: degraded,
  MAX_CONCURRENT_TASKS: maximum,
}: Environment): string[] {
  if (degraded <= maximum) return [];
  return [
    `CINEFLOW_DEGRADED_LIMIT=${degraded} is above MAX_CONCURRENT_TASKS=${maximum}; ${maximum} is used.`,
  ];
}

/** One sentence per retired variable, with its replacement. */
function retiredNotes(given: Record<string, string>): string[] {
  return Object.entries(RETIRED_VARIABLES)
    .filter(([name]) => given[name] !== undefined)
    .map(([name, replacement]) => `${name} is no longer used: ${replacement}.`);
}

function unknownNotes(given: Record<string, string>): string[] {
  return unknownVariables(given).map(
    ({ name, meant }) =>
      `${name} is set, but there is no such variable${meant === undefined ? '.' : `: is ${meant} meant?`}`,
  );
}

/** Makes a variable's value safe to print: hides secrets, and user and password of addresses. */
function maskValue(variable: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (SECRET_VARIABLES.includes(variable)) return '[secret]';
  // Hide up to the last "@": a password may contain any character, even one that ends an address.
  const hidden = value.replace(/^([a-z][a-z\d+.-]*:\/\/|).*@/is, '$1[secret]@');
  return hidden.replace(/\?.*$/s, '?[secret]');
}
