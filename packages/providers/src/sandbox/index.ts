import type { HttpClient } from '@cineflow/http';
import type { AccountSettings, Family } from '../family.ts';
import { createSoraHk } from '../sora-hk/index.ts';
import { SOLD } from '../sora-hk/settings.ts';
import type { Balance, CreateOutcome, Provider } from '../spec.ts';

/** Whatever the sandbox writes on its bill: nothing was spent, and no budget may be touched. */
const FREE = { unit: 'call', amountMicros: 0, currency: SOLD.currency } as const;
const MODELS = SOLD.models.map((model) => ({ ...model, prices: [FREE] }));

/** Free rehearsals: the sandbox speaks the wire of sora-hk. */
export const sandbox: Family = {
  family: 'sandbox',
  presets: [
    {
      id: 'sandbox',
      name: 'SANDBOX',
      ...SOLD,
      models: MODELS,
      apiKey: 'sandbox-key',
      about: {
        apiKey: { en: 'Key of the sandbox; it takes any', zh: '沙盒的密钥，任意值均可' },
        baseUrl: {
          en: 'Address of a running sandbox: orders for the provider "sandbox" cost nothing; unset: there is none',
          zh: '正在运行的沙盒的地址：服务商 sandbox 不花钱，用于演练；不设则没有',
        },
      },
    },
  ],
  create: createSandbox,
};

function createSandbox(settings: AccountSettings, http: HttpClient): Provider {
  const wire = createSoraHk({ models: MODELS, ...settings }, http);
  const provider: Provider = {
    ...wire,
    family: 'sandbox',
    isRehearsal: true,
    takesDataUris: true,
    create: async (request, context) => withoutCost(await wire.create(request, context)),
    balance: async (context) => withoutAmount(await wire.balance(context)),
  };
  delete provider.prices;
  return provider;
}

function withoutCost(outcome: CreateOutcome): CreateOutcome {
  if (outcome.kind !== 'accepted') return outcome;
  const { operation, evidence } = outcome;
  return { kind: 'accepted', operation, evidence };
}

function withoutAmount(told: Balance): Balance {
  return told.kind === 'known' ? { kind: 'known', evidence: told.evidence } : told;
}
