import { FAMILIES, type AccountSettings, type Preset } from '@cineflow/providers';
import { z } from 'zod';
import { Secret } from './secret.ts';
import type { SettingsProblem } from './settings-error.ts';
import { apiKeyFault, baseUrl, integer } from './value-schemas.ts';

/** A provider account, from variables or a file. */
export interface ProviderAccount extends AccountSettings {
  readonly apiKey: Secret;
  /** Operations in flight at this account; absent: the general maximum. */
  readonly maximum?: number;
}

const keyOf = ({ name, keyFile }: Preset) => keyFile?.variable ?? `${name}_API_KEY`;
const addressOf = ({ name }: Preset) => `${name}_BASE_URL`;
const maximumOf = ({ name }: Preset) => `${name}_MAX_CONCURRENT`;

type Further = NonNullable<Preset['more']>[string];

/** The preset with an id. */
export function presetById(id: string): Preset | undefined {
  return PRESETS.find(({ preset }) => preset.id === id)?.preset;
}

/** Variables that set up the account of a preset. */
export function accountVariables(id: string): { key: string; address: string } {
  const preset = presetById(id);
  return preset === undefined ? { key: id, address: id } : { key: keyOf(preset), address: addressOf(preset) };
}

const PRESETS = FAMILIES.flatMap(({ family, presets }) => presets.map((preset) => ({ family, preset })));

/** Variables of all providers, as their folders declare them. */
export const PROVIDER_VARIABLES: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  PRESETS.flatMap(({ preset }) => {
    const { about, id, baseUrl: usual } = preset;
    const address = usual === undefined ? baseUrl.optional() : baseUrl.prefault(usual);
    const maximum = {
      en: `Operations in flight at ${id}; unset: ${preset.maxInFlight ?? 'MAX_CONCURRENT_TASKS'}`,
      zh: `${id} 处同时进行的任务上限；不设则为 ${preset.maxInFlight ?? 'MAX_CONCURRENT_TASKS'}`,
    };
    return [
      [keyOf(preset), keySchema(preset)],
      [addressOf(preset), address.meta({ ...about.baseUrl })],
      ...Object.entries(preset.more ?? {}).map(
        ([end, further]) => [`${preset.name}_${end}`, furtherSchema(further)] as const,
      ),
      [maximumOf(preset), integer(1, 10_000).optional().meta(maximum)],
    ] as const;
  }),
);

function keySchema({ about, keyFile }: Preset): z.ZodType {
  const text = z.string().superRefine((value, context) => {
    const message = keyFile ? keyFile.fix(value) : apiKeyFault(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
  const key = text.transform((value) => new Secret(value));
  return key.optional().meta({ ...about.apiKey });
}

function furtherSchema({ about, pattern, fix, usual }: Further): z.ZodType {
  const value = z.string().regex(pattern, { error: fix });
  return (usual === undefined ? value.optional() : value.prefault(usual)).meta({ ...about });
}

/** Variables with a secret value. */
export const PROVIDER_SECRETS: readonly string[] = PRESETS.map(({ preset }) => keyOf(preset));

/** Those of them whose value is the path of a key file. */
export const KEY_FILE_VARIABLES: ReadonlySet<string> = new Set(
  PRESETS.flatMap(({ preset }) => preset.keyFile?.variable ?? []),
);

/** What sets a provider up, one text each: `A_API_KEY`, or `B_API_KEY with B_BASE_URL` where it has no usual address. */
export const WAYS_TO_A_PROVIDER: readonly string[] = PRESETS.map(({ preset }) => wayTo(preset));

/** What sets this provider up; undefined for an id that no variables have. */
export function wayToProvider(id: string): string | undefined {
  const preset = presetById(id);
  return preset && wayTo(preset);
}

function wayTo(preset: Preset): string {
  if (preset.apiKey !== undefined) return addressOf(preset);
  return preset.baseUrl === undefined ? `${keyOf(preset)} with ${addressOf(preset)}` : keyOf(preset);
}

/** Names of the variables of each account that needs a key of its own. */
export const KEYED_ACCOUNTS = PRESETS.filter(({ preset }) => preset.apiKey === undefined).map(
  ({ preset }) => ({ name: preset.name, key: keyOf(preset), address: addressOf(preset) }),
);

/**
 * Accounts of which one variable is there and the other, which has no usual value, is not. A variable that
 * `providers.yaml` names serves an account of that file.
 */
export function halfAccounts(given: Readonly<Record<string, string>>, fileText = ''): SettingsProblem[] {
  return PRESETS.flatMap(({ preset }) => {
    const [key, address] = [keyOf(preset), addressOf(preset)];
    const isWhole = preset.baseUrl !== undefined || preset.apiKey !== undefined;
    if (isWhole || (given[key] === undefined) === (given[address] === undefined)) return [];
    const [variable, present] = given[key] === undefined ? [key, address] : [address, key];
    if (fileText.includes(present)) return [];
    return [{ variable, value: undefined, fix: `must be set together with ${present}` }];
  });
}

const Values = z.object(PROVIDER_VARIABLES);

/** Reads the accounts the variables set up; returns problems as zod issues. */
export function readProviders(given: Readonly<Record<string, string>>) {
  const parsed = Values.safeParse({ ...defaultKeys(), ...given });
  return parsed.success
    ? {
        providers: PRESETS.flatMap(({ family, preset }) => toAccount(family, preset, parsed.data)),
        issues: [],
      }
    : { providers: [], issues: parsed.error.issues };
}

function defaultKeys(): Record<string, string> {
  return Object.fromEntries(
    PRESETS.flatMap(({ preset }) => (preset.apiKey === undefined ? [] : [[keyOf(preset), preset.apiKey]])),
  );
}

function toAccount(family: string, preset: Preset, values: Record<string, unknown>): ProviderAccount[] {
  const apiKey = values[keyOf(preset)] as Secret | undefined;
  const address = values[addressOf(preset)] as string | undefined;
  const maximum = (values[maximumOf(preset)] as number | undefined) ?? preset.maxInFlight;
  if (apiKey === undefined || address === undefined) return [];
  const account = { id: preset.id, family, apiKey, baseUrl: address, ...toFurther(preset, values) };
  return [maximum === undefined ? account : { ...account, maximum }];
}

function toFurther({ name, more }: Preset, values: Record<string, unknown>) {
  if (more === undefined) return {};
  const set = Object.keys(more).flatMap((end) => {
    const value = values[`${name}_${end}`];
    return typeof value === 'string' ? [[end, value] as const] : [];
  });
  return { more: Object.fromEntries(set) };
}

/** Limiter policy of one provider: the general one, with its own maximum if it has one. */
export function limiterOf<Limiter extends { maximum: number; degraded: number }>(
  settings: { providers: readonly ProviderAccount[]; limiter: Limiter },
  providerId: string,
): Limiter {
  const { limiter, providers } = settings;
  const maximum = providers.find(({ id }) => id === providerId)?.maximum ?? limiter.maximum;
  return { ...limiter, maximum, degraded: Math.min(limiter.degraded, maximum) };
}

/** Problems of the chosen default provider, given the accounts that are set up. */
export function defaultProviderProblems(
  asked: string | undefined,
  providers: readonly ProviderAccount[],
): SettingsProblem[] {
  if (asked === undefined || providers.some(({ id }) => id === asked)) return [];
  const ids = providers.map(({ id }) => id);
  const known = PRESETS.find(({ preset }) => preset.id === asked)?.preset;
  const how = known && `set ${wayTo(known)} too, or`;
  const named = asked.split(/[\s,;]+/).filter((id) => id !== '');
  const fix = [
    ...(named.length > 1 ? [`names ${named.length} providers, and there is one default:`] : []),
    ...(how === undefined ? [] : [how]),
    ids.length === 0
      ? `leave it out: no provider is set up (${WAYS_TO_A_PROVIDER.join(', ')})`
      : `write one of ${ids.join(', ')}`,
  ].join(' ');
  return [{ variable: 'CINEFLOW_DEFAULT_PROVIDER', value: asked, fix }];
}
