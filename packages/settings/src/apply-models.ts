import { defined, type Price } from '@cineflow/core';
import { FAMILIES, presetOf, type ModelRow, type Preset } from '@cineflow/providers';
import { ModelsFile, type FileRow } from './models-schema.ts';
import type { ProviderAccount } from './provider-settings.ts';
import type { SettingsProblem } from './settings-error.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** The model table of an account, or of a preset without one, while rows of the file change it. */
interface Table {
  id: string;
  family: string;
  preset: Preset;
  rows: readonly ModelRow[];
}

/** Applies the rows of `models.yaml` to the model tables of the accounts, in file order. */
export function applyModels(
  accounts: readonly ProviderAccount[],
  file: { name: string; text: string },
): { accounts: readonly ProviderAccount[]; problems: readonly SettingsProblem[] } {
  const yaml = readYaml(file.name, file.text, ModelsFile);
  const tables = tablesOf(accounts);
  const problems = [...yaml.problems];
  for (const [index, row] of (yaml.content?.models ?? []).entries()) {
    problems.push(...layOver(tables, row, (path, fix) => yaml.problemAt(['models', index, ...path], fix)));
  }
  const changed = accounts.map((account) => {
    const table = tables.find(({ id }) => id === account.id);
    return table === undefined || table.rows === table.preset.models
      ? account
      : { ...account, models: table.rows };
  });
  return { accounts: changed, problems };
}

/** Tables of the accounts first, then of presets without one: a file may name accounts not set up here. */
function tablesOf(accounts: readonly ProviderAccount[]): Table[] {
  const own = accounts.flatMap((account) => {
    const family = FAMILIES.find((one) => one.family === account.family);
    return family === undefined ? [] : [toTable(account.id, family.family, presetOf(account, family))];
  });
  const others = FAMILIES.flatMap(({ family, presets }) =>
    presets.map((preset) => toTable(preset.id, family, preset)),
  );
  return [...own, ...others.filter(({ id }) => own.every((table) => table.id !== id))];
}

function toTable(id: string, family: string, preset: Preset): Table {
  return { id, family, preset, rows: preset.models };
}

type Report = YamlFile<unknown>['problemAt'];

/** Applies a row to the tables it names; returns what is wrong with it. */
function layOver(tables: readonly Table[], row: FileRow, problemAt: Report): SettingsProblem[] {
  const found = findTables(tables, row, problemAt);
  if ('problems' in found) return found.problems;
  const merged = found.tables.map((table) => ({ table, row: merge(table, row) }));
  const fixes = merged.flatMap(({ row }) => (typeof row === 'string' ? [row] : []));
  // A family has several tables; a row may fit only the one that has its model.
  const isLenient = row.providers === undefined && fixes.length < merged.length;
  if (fixes.length > 0 && !isLenient) return [...new Set(fixes)].map((fix) => problemAt(['id'], fix));
  for (const { table, row } of merged) {
    if (typeof row === 'string') continue;
    const others = table.rows.filter(({ id }) => id !== row.id);
    const place = table.rows.findIndex(({ id }) => id === row.id);
    table.rows = others.toSpliced(place < 0 ? others.length : place, 0, row);
  }
  return [];
}

function findTables(
  tables: readonly Table[],
  { family, providers }: FileRow,
  problemAt: Report,
): { tables: readonly Table[] } | { problems: SettingsProblem[] } {
  if ((family === undefined) === (providers === undefined)) {
    return { problems: [problemAt(['id'], 'must have either family or providers, to say who makes it')] };
  }
  if (family !== undefined) {
    const known = FAMILIES.flatMap(({ family, presets }) => (presets.length > 0 ? [family] : []));
    if (known.includes(family)) return { tables: tables.filter((table) => table.family === family) };
    return { problems: [problemAt(['family'], `must be one of ${known.join(', ')}`)] };
  }
  const ids = tables.map(({ id }) => id);
  const problems = (providers ?? []).flatMap((id, index) =>
    ids.includes(id) ? [] : [problemAt(['providers', index], `must be one of ${ids.join(', ')}`)],
  );
  return problems.length > 0 ? { problems } : { tables: tables.filter(({ id }) => providers?.includes(id)) };
}

/** The complete row for a table, or what is wrong with it there. */
function merge({ id: account, preset, rows }: Table, given: FileRow): ModelRow | string {
  const { like, prices, maxInFlight, enabled, modes, retiresOn } = given;
  const before = rows.find(({ id }) => id === given.id);
  const example = like === undefined ? undefined : preset.models.find(({ id }) => id === like);
  const names = preset.models.map(({ id }) => id).join(', ');
  if (like !== undefined && example === undefined) {
    return `must be like a built-in model of ${account}: ${names}`;
  }
  if (before === undefined && preset.isClosed) {
    return `must be one of ${names}: ${account} is asked for no others`;
  }
  if (before === undefined && example === undefined && given.modes === undefined) {
    return `must have modes, or like: ${account} has no model of this name to change (it has ${names})`;
  }
  const added = addedChoice(before, given);
  if (added !== undefined) {
    return (
      `must leave out resolutions of the mode ${added}, which has none: its clips would get other names, and be paid ` +
      'again'
    );
  }
  return {
    enabled: true,
    ...(before ?? toNew(example)),
    id: given.id,
    // Fields missing in the file are absent, so no value in a mode is undefined.
    modes: (modes as ModelRow['modes'] | undefined) ?? (before ?? example)?.modes ?? {},
    ...defined({ enabled, retiresOn }),
    ...limitsOf(given),
    ...(prices && { prices: prices.map(toPrice) }),
    ...(maxInFlight === undefined ? {} : { maximumInFlight: maxInFlight }),
    ...(example === undefined ? {} : { like: example.like ?? example.id }),
  };
}

/** What a new model inherits from the one it is like. Not price and last day, which may differ. */
function toNew(example: ModelRow | undefined): Partial<ModelRow> {
  return limitsOf(example ?? {});
}

/** Fields of a row other than modes, prices and last day. */
function limitsOf(row: Limits) {
  const { maxPromptLength, seed, negativePrompt, maxNegativePromptLength, audio, refunds } = row;
  return defined({ maxPromptLength, seed, negativePrompt, maxNegativePromptLength, audio, refunds });
}

type Limits = Pick<
  FileRow | Partial<ModelRow>,
  'maxPromptLength' | 'seed' | 'negativePrompt' | 'maxNegativePromptLength' | 'audio' | 'refunds'
>;

function toPrice({ amount, ...price }: NonNullable<FileRow['prices']>[number]): Price {
  return { ...(price as Omit<Price, 'amountMicros'>), amountMicros: Math.round(amount * 1_000_000) };
}

/** Name of a mode that had no choice of size and would get one. */
function addedChoice(before: ModelRow | undefined, { modes = {} }: FileRow): string | undefined {
  return Object.entries(modes).find(([mode, can]) => {
    const known = before?.modes[mode as keyof ModelRow['modes']];
    return known !== undefined && known.resolutions === undefined && can?.resolutions !== undefined;
  })?.[0];
}
