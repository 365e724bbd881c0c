/**
 * `pnpm keys create --name N [--scope read|order|admin] [--budget CENTS]` · `list` · `revoke --name N` ·
 * `budget --name N --budget CENTS|none`. A key is shown once, when it is made; what is kept is its hash. A running
 * API and running workers take changes up by themselves.
 */
import { ApiKey, ApiScope } from '@cineflow/contracts';
import { changeApiKeys, hashApiKey, newApiKey, readApiKeys } from '@cineflow/ledger';
import { parseSettings, readArguments, refuseArguments } from '@cineflow/settings';
import { addKey, KeyCommandError, revokeKey, setBudget } from '../src/keys/edit-keys.ts';
import { createContext } from '../src/context.ts';

const USAGE = `用法 Usage:
  pnpm keys create --name NAME [--scope read|order|admin] [--budget CENTS]   新建，密钥只显示一次 a new key, shown once
  pnpm keys list                                                             名称、权限、预算与花费 names, budgets, spending
  pnpm keys budget --name NAME --budget CENTS|none                           修改预算（分） another budget, in cents
  pnpm keys revoke --name NAME                                               作废 take it back`;

const { positionals, values } = readArguments(USAGE, {
  name: { type: 'string' },
  scope: { type: 'string' },
  budget: { type: 'string' },
});
const settings = parseSettings(process.env);
const { keysFile } = settings;

const COMMANDS: Record<string, () => Promise<void>> = { create, list, revoke, budget };

try {
  const command = COMMANDS[positionals[0] ?? ''];
  if (command === undefined) refuseArguments('create | list | budget | revoke', USAGE);
  await command();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function create(): Promise<void> {
  const secret = newApiKey();
  const cents = givenBudget();
  const key = ApiKey.parse({
    name: givenName(),
    sha256: hashApiKey(secret),
    scope: givenScope(),
    ...(cents === null ? {} : { budgetCents: cents }),
    createdAt: new Date().toISOString(),
  });
  await changeApiKeys(keysFile, (keys) => addKey(keys, key));
  process.stderr.write(`${key.name}, ${key.scope}, ${budgetText(key)}. It is not shown again:\n`);
  process.stdout.write(`${secret}\n`);
}

async function revoke(): Promise<void> {
  const name = givenName();
  await changeApiKeys(keysFile, (keys) => revokeKey(keys, name, new Date().toISOString()));
}

async function budget(): Promise<void> {
  const name = givenName();
  if (values.budget === undefined) throw new KeyCommandError('--budget CENTS, or --budget none');
  const cents = givenBudget();
  await changeApiKeys(keysFile, (keys) => setBudget(keys, name, cents));
}

async function list(): Promise<void> {
  await using context = createContext(settings);
  await context.connect();
  for (const key of await readApiKeys(keysFile)) {
    const spent = await context.ledger.spendingOf(key.name).catch(() => null);
    const used =
      spent === null
        ? 'Redis does not answer'
        : `${spent.spentCents} spent, ${spent.reservedCents} set aside`;
    const state = key.revokedAt === undefined ? '' : `, revoked ${key.revokedAt}`;
    process.stdout.write(`${key.name}  ${key.scope}  ${budgetText(key)}, ${used}${state}\n`);
  }
}

function budgetText({ budgetCents }: ApiKey): string {
  return budgetCents === undefined ? 'no budget' : `budget ${budgetCents} cents`;
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
