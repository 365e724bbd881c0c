import { FAMILIES, presetOf } from '@cineflow/providers';
import type { ProviderAccount } from './provider-settings.ts';

const USUAL = 'USD';

/** Default currency of a new book: the single one of all paid accounts, else US dollars. */
export function currencyOf(accounts: readonly ProviderAccount[]): string {
  const [only, ...others] = new Set(accounts.flatMap(currenciesOf));
  return only === undefined || others.length > 0 ? USUAL : only;
}

/** Currencies of an account and its price list; rehearsals do not count. */
function currenciesOf(account: ProviderAccount): string[] {
  const family = FAMILIES.find((one) => one.family === account.family);
  if (family === undefined || family.family === 'sandbox') return [];
  const preset = presetOf(account, family);
  const { currency = preset.currency, models = preset.models } = account;
  const listed = models.flatMap(({ prices = [] }) => prices.map((price) => price.currency));
  return currency === undefined ? listed : [currency, ...listed];
}
