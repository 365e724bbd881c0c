/**
 * `pnpm keys create --name N [--scope read|order|admin] [--budget CENTS]` · `list` · `revoke --name N` · `budget
 * --name N --budget CENTS|none`. A key is shown once; the book keeps its hash. Running processes notice changes.
 */
import type { ApiKeyRecord } from '@cineflow/book';
import { ApiKey, ApiScope } from '@cineflow/contracts';
import { toCents, toMicros } from '@cineflow/core';
import { parseSettings, readArguments, refuseArguments } from '@cineflow/settings';
import { openBookOf } from '@cineflow/platform';
import { hashApiKey, newApiKey } from '../src/keys/api-key-secret.ts';

const USAGE = `用法 Usage:
  pnpm keys create --name NAME [--scope read|order|admin] [--budget CENTS]   新建，密钥只显示一次 a new key, shown once
  pnpm keys list                                                             名称、权限、预算与花费 names, budgets, spending
  pnpm keys budget --name NAME --budget CENTS|none                           修改预算（分） another budget, in cents
  pnpm keys revoke --name NAME                                               作废 take it back`;

/** An invalid command, explained for the operator. */
class KeyCommandError extends Error {
  override readonly name = 'KeyCommandError';
}

const { positionals, values } = readArguments(USAGE, {
  name: { type: 'string' },
  scope: { type: 'string' },
  budget: { type: 'string' },
});
const COMMANDS: Record<string, () => Promise<void>> = { create, list, revoke, budget };
const command = COMMANDS[positionals[0] ?? ''];
if (command === undefined) refuseArguments('create | list | budget | revoke', USAGE);
const book = openBookOf(parseSettings(process.env));

try {
  await command();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await book.close();
}

async function create(): Promise<void> {
  const secret = newApiKey();
  const cents = givenBudget();
  const key = {
    name: givenName(),
    sha256: hashApiKey(secret),
    scope: givenScope(),
    ...(cents === null ? {} : { budgetMicros: toMicros(cents) }),
  };
  const { verdict } = await book.keys.create({ key });
  if (verdict === 'exists') {
    throw new KeyCommandError(
      `${key.name} 已有密钥，请先作废 has a key; revoke it first to make another one`,
    );
  }
  process.stderr.write(
    `${key.name}, ${key.scope}, ${budgetText(key)}. 不会再次显示 It is not shown again:\n`,
  );
  process.stdout.write(`${secret}\n`);
}

async function revoke(): Promise<void> {
  const name = givenName();
  demandKnown(name, await book.keys.revoke({ name }));
}

async function budget(): Promise<void> {
  const name = givenName();
  if (values.budget === undefined) throw new KeyCommandError('--budget CENTS, or --budget none');
  const cents = givenBudget();
  demandKnown(
    name,
    await book.keys.setBudget({ name, budgetMicros: cents === null ? null : toMicros(cents) }),
  );
}

async function list(): Promise<void> {
  for (const key of await book.keys.list({})) {
    const { spentMicros, reservedMicros } = await book.budgets.ofKey({ apiKeyName: key.name });
    const used = `${toCents(spentMicros)} spent, ${toCents(reservedMicros)} set aside`;
    const state = key.revokedAt === undefined ? '' : `, revoked ${new Date(key.revokedAt).toISOString()}`;
    process.stdout.write(`${key.name}  ${key.scope}  ${budgetText(key)}, ${used}${state}\n`);
  }
}

function demandKnown(name: string, { verdict }: { verdict: 'done' | 'unknown' }): void {
  if (verdict === 'unknown')
    throw new KeyCommandError(`没有名为 ${name} 的密钥 there is no key named ${name}`);
}

function budgetText({ budgetMicros }: Pick<ApiKeyRecord, 'budgetMicros'>): string {
  return budgetMicros === undefined ? 'no budget' : `budget ${toCents(budgetMicros)} cents`;
}

function givenName(): string {
  const name = ApiKey.shape.name.safeParse(values.name ?? '');
  if (name.success) return name.data;
  throw new KeyCommandError(`--name ${name.error.issues[0]?.message ?? 'is wrong'}`);
}

function givenScope(): ApiScope {
  const scope = ApiScope.safeParse(values.scope ?? 'order');
  if (scope.success) return scope.data;
  throw new KeyCommandError(`--scope must be one of ${ApiScope.options.join(', ')}`);
}

function givenBudget(): number | null {
  if (values.budget === undefined || values.budget === 'none') return null;
  if (/^\d{1,9}(\.\d+)?$/.test(values.budget)) return Number(values.budget);
  throw new KeyCommandError('--budget must be cents, such as 5000, or none');
}
