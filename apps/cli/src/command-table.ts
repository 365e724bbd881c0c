import type { Command } from './invocation.ts';

export type CommandName =
  | 'run'
  | 'plan'
  | 'status'
  | 'watch'
  | 'pull'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'retry'
  | 'budget'
  | 'unconfirmed'
  | 'providers'
  | 'receipt'
  | 'keys'
  | 'doctor'
  | 'up'
  | 'wizard'
  | 'completion';

export type OptionName = keyof typeof OPTIONS;

/** How an option is written; `number` and `amount` are checked. */
export const OPTIONS = {
  yes: { flags: '-y, --yes' },
  output: { flags: '-o, --output <dir>' },
  takes: { flags: '--takes <n>', kind: 'count' },
  provider: { flags: '--provider <id>' },
  model: { flags: '--model <id>' },
  name: { flags: '--name <name>' },
  budget: { flags: '--budget <amount>', kind: 'amount' },
  force: { flags: '--force' },
  strict: { flags: '--strict' },
  retryFailed: { flags: '--retry-failed' },
  noDownload: { flags: '--no-download' },
  flat: { flags: '--flat' },
  csv: { flags: '--csv' },
  cancelled: { flags: '--cancelled' },
  by: { flags: '--by <name>' },
  reason: { flags: '--reason <text>' },
  adopt: { flags: '--adopt <operation>' },
  notAccepted: { flags: '--not-accepted' },
  giveUp: { flags: '--give-up' },
  data: { flags: '--data <dir>' },
  port: { flags: '--port <n>', kind: 'count' },
  workers: { flags: '--workers <n>', kind: 'count' },
  sandbox: { flags: '--sandbox' },
  api: { flags: '--api <url>' },
  json: { flags: '--json' },
  lang: { flags: '--lang <zh|en>', kind: 'language' },
} as const satisfies Record<string, { flags: string; kind?: 'count' | 'amount' | 'language' }>;

interface Row {
  name: CommandName;
  /** Arguments as the parser takes them. */
  takes: string;
  options: readonly OptionName[];
  load: () => Promise<{ command: Command }>;
}

const DECISION = ['by', 'reason'] as const;
const ORDER = ['takes', 'provider', 'model', 'name', 'budget', 'force', 'strict'] as const;

/** All commands. Each is loaded when it is called, so that the help is quick. */
export const COMMANDS: readonly Row[] = [
  {
    name: 'run',
    takes: '[path...]',
    options: ['yes', 'output', ...ORDER, 'retryFailed', 'noDownload'],
    load: () => import('./commands/run.ts'),
  },
  { name: 'plan', takes: '[path...]', options: ORDER, load: () => import('./commands/plan.ts') },
  { name: 'status', takes: '[id]', options: [], load: () => import('./commands/status.ts') },
  { name: 'watch', takes: '[id...]', options: [], load: () => import('./commands/watch.ts') },
  { name: 'pull', takes: '[id...]', options: ['output', 'flat'], load: () => import('./commands/pull.ts') },
  { name: 'pause', takes: '<id>', options: [], load: () => import('./commands/pause.ts') },
  { name: 'resume', takes: '<id>', options: [], load: () => import('./commands/resume.ts') },
  {
    name: 'cancel',
    takes: '<id>',
    options: ['yes', ...DECISION],
    load: () => import('./commands/cancel.ts'),
  },
  {
    name: 'retry',
    takes: '<id>',
    options: ['yes', 'cancelled', ...DECISION],
    load: () => import('./commands/retry.ts'),
  },
  {
    name: 'budget',
    takes: '<id> <amount>',
    options: [...DECISION],
    load: () => import('./commands/budget.ts'),
  },
  {
    name: 'unconfirmed',
    takes: '[take]',
    options: ['adopt', 'notAccepted', 'giveUp', 'yes', ...DECISION],
    load: () => import('./commands/unconfirmed.ts'),
  },
  {
    name: 'providers',
    takes: '[action] [id]',
    options: ['by', 'reason'],
    load: () => import('./commands/providers.ts'),
  },
  { name: 'receipt', takes: '<id>', options: ['csv', 'output'], load: () => import('./commands/receipt.ts') },
  {
    name: 'keys',
    takes: '<action>',
    options: ['data'],
    load: () => import('./commands/keys.ts'),
  },
  { name: 'doctor', takes: '', options: ['output'], load: () => import('./commands/doctor.ts') },
  {
    name: 'up',
    takes: '',
    options: ['data', 'port', 'workers', 'sandbox'],
    load: () => import('./commands/up.ts'),
  },
  { name: 'wizard', takes: '', options: ['output'], load: () => import('./commands/wizard.ts') },
  { name: 'completion', takes: '<shell>', options: [], load: () => import('./commands/completion.ts') },
];

/** Options of every command. */
export const COMMON: readonly OptionName[] = ['api', 'json', 'lang'];
