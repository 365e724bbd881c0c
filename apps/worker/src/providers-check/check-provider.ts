import type { Money } from '@cineflow/core';
import type { Evidence, Provider } from '@cineflow/providers';
import { isEncrypted, isOwnNetwork, otherAddresses } from './other-addresses.ts';

/** Why an account cannot be used. */
export type Trouble =
  | 'wrong-key'
  | 'no-money'
  | 'not-encrypted'
  | 'no-answer'
  | 'proxy-login'
  | 'redirect'
  | 'web-page'
  | 'no-such-path'
  | 'no-models'
  | 'throttled'
  | 'in-trouble';

/** Findings of the free questions about one account. */
export interface ProviderCheck {
  id: string;
  family: string;
  baseUrl: string;
  /** `unknown`: no free question exists there, or none is allowed at the moment. */
  state: 'works' | 'broken' | 'unknown';
  balance?: Money;
  /** Models of our table the key may use, and those it may not; absent: it does not say. */
  models?: { usable: string[]; missing: string[]; missingDefault?: string };
  /** The provider's clock minus ours, to the second. */
  clockOffsetMs?: number;
  trouble?: Trouble;
  /** What was answered, without secrets. */
  message?: string;
  /** Address at which it works. */
  betterUrl?: string;
}

/** The account at some address. */
export type OpenAt = (baseUrl: string) => Provider;

const TIMEOUT_MS = 10_000;
/** Date headers are cut to the second. */
const HALF_SECOND_MS = 500;

type Asked = Omit<ProviderCheck, 'id' | 'family' | 'baseUrl'>;

/**
 * Asks an account what costs nothing: its balance, its models, its list of operations. Never creates. Where nothing of
 * the provider answers, other spellings of the address are tried, at the same host.
 */
export async function checkProvider(openAt: OpenAt, baseUrl: string): Promise<ProviderCheck> {
  const { id, family } = openAt(baseUrl);
  const about = { id, family, baseUrl };
  const isOpen = !isEncrypted(baseUrl) && !isOwnNetwork(baseUrl);
  const first: Asked = isOpen ? { state: 'broken', trouble: 'not-encrypted' } : await askFor(openAt(baseUrl));
  if (!isOfAddress(first.trouble)) return { ...about, ...first };
  for (const other of otherAddresses(baseUrl)) {
    const { state, trouble } = await askFor(openAt(other));
    // A key that is refused in the provider's words is refused by the provider.
    if (state === 'works' || trouble === 'wrong-key') return { ...about, ...first, betterUrl: other };
  }
  return { ...about, ...first };
}

function isOfAddress(trouble: Trouble | undefined): boolean {
  return ['not-encrypted', 'no-answer', 'redirect', 'web-page', 'no-such-path'].includes(trouble ?? '');
}

async function askFor(provider: Provider): Promise<Asked> {
  const told = await askFirst(provider);
  if (told === null) return { state: 'unknown' };
  const clock = clockOf(told.evidence);
  if (told.kind === 'bad')
    return { state: told.state, trouble: told.trouble, message: told.message, ...clock };
  const models = await provider.keyModels?.({ timeoutMs: TIMEOUT_MS });
  const balance = told.balance === undefined ? {} : { balance: told.balance };
  const offer = models && modelsOf(provider, models);
  const found = { ...balance, ...clock, ...(offer && { models: offer }) };
  // Each order would fail: most likely the key has the wrong group, or the site other names.
  const isUseless = offer?.usable.length === 0 && offer.missing.length > 0;
  return isUseless ? { state: 'unknown', trouble: 'no-models', ...found } : { state: 'works', ...found };
}

type First =
  | { kind: 'good'; balance?: Money; evidence?: Evidence }
  | { kind: 'bad'; state: 'broken' | 'unknown'; trouble: Trouble; message: string; evidence: Evidence };

/** The first question it has: balance, list or models; null where it has none. */
async function askFirst(provider: Provider): Promise<First | null> {
  const context = { timeoutMs: TIMEOUT_MS };
  const balance = await provider.balance?.(context);
  if (balance?.kind === 'known') {
    return { kind: 'good', ...(balance.balance && { balance: balance.balance }), evidence: balance.evidence };
  }
  const page = balance ? undefined : await provider.pollPage?.(1, context);
  if (page?.kind === 'page') return { kind: 'good', ...(page.evidence && { evidence: page.evidence }) };
  const told = balance ?? page ?? (await provider.keyModels?.(context));
  if (told === undefined) return null;
  if (told.kind === 'known') return { kind: 'good', evidence: told.evidence };
  const { message, evidence } = told;
  const trouble = troubleOf(told);
  return { kind: 'bad', state: trouble === 'throttled' ? 'unknown' : 'broken', trouble, message, evidence };
}

interface Told {
  kind: 'refused' | 'error';
  refusal?: 'auth' | 'balance';
  cause?: string;
  evidence: Evidence;
}

function troubleOf({ refusal, cause, evidence: { status, bodyStart = '' } }: Told): Trouble {
  if (refusal === 'balance') return 'no-money';
  if (refusal === 'auth' || cause === 'auth') return 'wrong-key';
  if (status === undefined) return 'no-answer';
  if (status === 407) return 'proxy-login';
  if (status === 429) return 'throttled';
  if (status >= 300 && status < 400) return 'redirect';
  if (/^\s*(<!doctype|<html|<\?xml|<head|<body)/i.test(bodyStart) && status < 500) return 'web-page';
  if ([404, 405, 501].includes(status)) return 'no-such-path';
  if (status === 401 || status === 403 || (status === 400 && /api key/i.test(bodyStart))) return 'wrong-key';
  return status < 300 ? 'web-page' : 'in-trouble';
}

function modelsOf(
  { models, defaultModel }: Provider,
  told: Awaited<ReturnType<NonNullable<Provider['keyModels']>>>,
): ProviderCheck['models'] {
  if (told.kind !== 'known') return undefined;
  const today = new Date().toISOString().slice(0, 10);
  const offered = models.filter(
    ({ enabled, retiresOn }) => enabled && (retiresOn === undefined || today <= retiresOn),
  );
  const ids = offered.map(({ id }) => id);
  const known = new Set(told.models);
  // Of a list that is cut nothing can be missing.
  const missing = told.isWhole ? ids.filter((id) => !known.has(id)) : [];
  const usable = ids.filter((id) => known.has(id));
  return { usable, missing, ...(missing.includes(defaultModel) && { missingDefault: defaultModel }) };
}

function clockOf(evidence: Evidence | undefined): Pick<ProviderCheck, 'clockOffsetMs'> {
  if (evidence?.providerDate === undefined) return {};
  const theirsMs = Date.parse(evidence.providerDate) + HALF_SECOND_MS;
  const offsetMs = theirsMs - (Date.now() - evidence.elapsedMs / 2);
  return { clockOffsetMs: Math.round(offsetMs / 1000) * 1000 || 0 };
}
