import { defined } from '@cineflow/core';
import { dirname, resolve } from 'node:path';
import { FAMILIES, type Preset } from '@cineflow/providers';
import { ProvidersFile, type FileAccount } from './accounts-schema.ts';
import { accountVariables, presetById, type ProviderAccount } from './provider-settings.ts';
import { Secret } from './secret.ts';
import type { SettingsProblem } from './settings-error.ts';
import { apiKeyFault } from './value-schemas.ts';
import { readYaml } from './yaml-file.ts';

/** An account, and how to report a problem of its name or key. */
interface Placed {
  account: ProviderAccount;
  /** Where it is set up, for messages. */
  place: string;
  problemAt(field: 'name' | 'key', fix: string): SettingsProblem;
}

interface Reading {
  given: Readonly<Record<string, string>>;
  readText: (path: string) => string;
}

/** Joins the accounts of the variables and of `providers.yaml`, in this order; reports conflicts between them. */
export function joinAccounts(
  fromVariables: readonly ProviderAccount[],
  file: { name: string; text: string } | undefined,
  reading: Reading,
): { accounts: readonly ProviderAccount[]; problems: readonly SettingsProblem[] } {
  const placed = fromVariables.map(placeByVariable);
  const problems: SettingsProblem[] = [];
  const yaml = file && readYaml(file.name, file.text, ProvidersFile);
  problems.push(...(yaml?.problems ?? []));
  for (const [index, given] of (yaml?.content?.providers ?? []).entries()) {
    const problemAt = (field: string, fix: string): SettingsProblem =>
      yaml?.problemAt(['providers', index, field], fix) ?? { variable: field, value: undefined, fix };
    const place = `providers[${index}]`;
    const twin = placed.find(({ account }) => account.id === given.name);
    if (twin) problems.push(problemAt('name', `must be another one: ${twin.place} has it too`));
    const read = readAccount(given, { ...reading, folder: dirname(file?.name ?? '.') });
    if ('wrong' in read) problems.push(...read.wrong.map(([field, fix]) => problemAt(field, fix)));
    else if (given.enabled !== false && !twin) {
      const keyField = given.apiKeyFile === undefined ? 'apiKeyEnv' : 'apiKeyFile';
      const at: Placed['problemAt'] = (field, fix) => problemAt(field === 'key' ? keyField : field, fix);
      placed.push({ account: read.account, place, problemAt: at });
    }
  }
  problems.push(...sharedKeys(placed));
  const accounts = placed.map(({ account }) => account);
  // Free accounts come last: none may become the default beside a paid one.
  return { accounts: accounts.toSorted((a, b) => Number(isFree(a)) - Number(isFree(b))), problems };
}

function isFree({ family }: ProviderAccount): boolean {
  return family === 'sandbox';
}

function placeByVariable(account: ProviderAccount): Placed {
  const variable = accountVariables(account.id).key;
  return {
    account,
    place: variable,
    problemAt: (_, fix) => ({ variable, value: '[secret]', fix }),
  };
}

type Wrong = readonly [field: keyof FileAccount, fix: string];

function readAccount(
  given: FileAccount,
  reading: Reading & { folder: string },
): { account: ProviderAccount } | { wrong: readonly Wrong[] } {
  const family = FAMILIES.find((one) => one.family === given.family);
  // A family without presets has no accounts.
  if (!family?.presets.length) return { wrong: [['family', fixFamily(given.family)]] };
  const ids = family.presets.map(({ id }) => id);
  const asked = given.dialect ?? (ids.includes(given.name) ? given.name : undefined);
  const preset = family.presets.find(({ id }) => id === asked) ?? family.presets[0];
  if (preset === undefined || (given.dialect !== undefined && preset.id !== given.dialect)) {
    return { wrong: [['dialect', `must be one of ${ids.join(', ')}`]] };
  }
  const wrong: Wrong[] = [];
  const namesake = presetById(given.name);
  // The book remembers clips under this name: it must never pass to another provider.
  if (namesake && namesake.id !== preset.id) {
    wrong.push(['name', `must be another one: ${given.name} is the name of an account of another kind`]);
  }
  const baseUrl = given.baseUrl ?? preset.baseUrl;
  if (baseUrl === undefined) wrong.push(['baseUrl', `must be there: ${family.family} has no usual address`]);
  const key = given.enabled === false ? new Secret('') : readKey(given, preset, reading);
  if (!(key instanceof Secret)) wrong.push(key);
  else wrong.push(...wrongKeyFile(given, key, preset));
  if (wrong.length > 0 || baseUrl === undefined || !(key instanceof Secret)) return { wrong };
  const { name: id, maxConcurrent = preset.maxInFlight, currency } = given;
  const more = defined({ maximum: maxConcurrent, currency });
  return { account: { id, family: family.family, dialect: preset.id, apiKey: key, baseUrl, ...more } };
}

function fixFamily(asked: string): string {
  const owner = FAMILIES.find(({ presets }) => presets.some(({ id }) => id === asked));
  const open = FAMILIES.filter(({ presets }) => presets.length > 0);
  const known = `must be one of ${open.map(({ family }) => family).join(', ')}`;
  return owner === undefined ? known : `${known}: write family: ${owner.family} and dialect: ${asked}`;
}

function readKey(
  { apiKeyFile: path, apiKeyEnv: variable, name }: FileAccount,
  { apiKey: usual }: Preset,
  { given, readText, folder }: Reading & { folder: string },
): Secret | Wrong {
  if (path !== undefined && variable !== undefined) {
    return ['apiKeyEnv', 'must not be there together with apiKeyFile'];
  }
  if (variable !== undefined) {
    const value = given[variable];
    return value === undefined ? ['apiKeyEnv', 'must name a variable that is set'] : new Secret(value);
  }
  if (path === undefined) {
    if (usual !== undefined) return new Secret(usual);
    return ['name', `must have a key: add apiKeyFile or apiKeyEnv to ${name}`];
  }
  try {
    const content = readText(resolve(folder, path)).trim();
    return content === '' ? ['apiKeyFile', 'must name a file that is not empty'] : new Secret(content);
  } catch {
    return ['apiKeyFile', 'must name a file that can be read (it is the path of a file, never the key)'];
  }
}

/** Checks the text of a key. */
function wrongKeyFile(given: FileAccount, key: Secret, { keyFile }: Preset): Wrong[] {
  const text = key.reveal();
  const fix = given.enabled === false ? undefined : keyFile ? keyFile.fix(text) : apiKeyFault(text);
  return fix === undefined ? [] : [[given.apiKeyFile === undefined ? 'apiKeyEnv' : 'apiKeyFile', fix]];
}

/** Refuses two lanes over one account: each would keep its limit, together they would exceed it. */
function sharedKeys(placed: readonly Placed[]): SettingsProblem[] {
  return placed.flatMap((one, index) => {
    const twin = placed.slice(0, index).find((other) => isSameAccount(one.account, other.account));
    if (twin === undefined) return [];
    const fix = `must be another key than that of ${twin.account.id} (${twin.place}): one account is one provider`;
    return [one.problemAt('key', fix)];
  });
}

/** Rehearsals on this machine may share one key. */
function isSameAccount(one: ProviderAccount, other: ProviderAccount): boolean {
  if (one.apiKey.reveal() !== other.apiKey.reveal()) return false;
  return ![one, other].some((account) => isFree(account) || isRehearsal(account.baseUrl));
}

function isRehearsal(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'sandbox' || hostname === 'localhost' || /^127\.|^\[::1\]$/.test(hostname);
}
