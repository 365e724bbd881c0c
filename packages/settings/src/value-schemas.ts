import { z } from 'zod';
import { Secret } from './secret.ts';

/** A whole number within bounds, both included. */
export function integer(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d+$/, { error, abort: true })
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, { error });
}

/** A number from 1 to 10, decimals allowed. */
export function factor() {
  const error = 'must be a number from 1 to 10, such as 1.5';
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, { error, abort: true })
    .transform(Number)
    .refine((value) => value >= 1 && value <= 10, { error });
}

/** A duration in milliseconds, at most a week. */
export function milliseconds(minimum = 1) {
  return integer(minimum, 7 * 24 * 3_600_000);
}

const ESCAPES =
  'must have the special characters of its user and password escaped: % as %25, @ as %40, / as %2F, # as %23, ? as %3F';

/** An address with one of these protocols, such as `redis:`. */
export function address(protocols: readonly string[], example: string) {
  return z.string().transform((text, context) => {
    const url = URL.parse(text);
    const isRight = url !== null && protocols.includes(url.protocol) && url.hostname !== '';
    if (isRight && isEscaped(url)) return text;
    const message = isRight || endsEarly(text, protocols) ? ESCAPES : `must be an address such as ${example}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** Whether user and password are escaped; an unescaped one would change the host or not decode. */
function isEscaped({ username, password, pathname, search, hash }: URL): boolean {
  const isCut = hash !== '' || (pathname + search).includes('@');
  return !isCut && isDecodable(username) && isDecodable(password);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether an unescaped password ends an otherwise good address too early. */
function endsEarly(text: string, protocols: readonly string[]): boolean {
  return protocols.some((protocol) => text.startsWith(`${protocol}//`)) && /\/\/.*[/#?%].*@/s.test(text);
}

/** `true` or `false`. */
export function flag(preset: 'true' | 'false') {
  const error = 'must be true or false';
  return z
    .enum(['true', 'false'], { error })
    .transform((text) => text === 'true')
    .prefault(preset);
}

export function secret() {
  return z.string().transform((value) => new Secret(value));
}

/** An address that may contain a password. */
export function secretAddress(protocols: readonly string[], example: string) {
  return address(protocols, example).transform((value) => new Secret(value));
}

/** A currency by its ISO 4217 code. */
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be a currency code such as USD or CNY' });

const RATES_ERROR = 'must be rates such as CNY=0.14,EUR=1.08';

/** Values of one unit of some currencies, such as CNY=0.14. */
export const rates = z
  .string()
  .regex(/^[A-Z]{3}=\d{1,9}(\.\d{1,12})?(,[A-Z]{3}=\d{1,9}(\.\d{1,12})?)*$/, {
    error: RATES_ERROR,
    abort: true,
  })
  .transform((text) =>
    Object.fromEntries(text.split(',').map((pair) => [pair.slice(0, 3), Number(pair.slice(4))])),
  )
  .refine((values) => Object.values(values).every((rate) => rate > 0), { error: RATES_ERROR });

const JITTER_ERROR = 'must be "minimum-maximum" in milliseconds such as 500-3000, or one number; 0 for none';

/** `500-3000`, or `2000` for 0 to 2000; both ends in milliseconds. */
export const jitter = z
  .string()
  .regex(/^\d{1,6}(-\d{1,6})?$/, { error: JITTER_ERROR, abort: true })
  .transform((text) => {
    const [first = 0, second] = text.split('-').map(Number);
    return second === undefined ? { minMs: 0, maxMs: first } : { minMs: first, maxMs: second };
  })
  .refine(({ minMs, maxMs }) => minMs <= maxMs, { error: JITTER_ERROR });

const BASE_URL_ERROR =
  'must be an http or https address without user, query or fragment, such as https://api.example.com/v1';

/** Paths of single calls, as documentation shows them, which are no address of an interface. */
const CALLS =
  /\/(?:chat\/completions|images\/(?:generations|edits)|videos?(?:\/generations)?|video-synthesis|models)$/i;

/** What is wrong with a text that should be a key; undefined where it may be one. */
export function apiKeyFault(text: string): string | undefined {
  if (/^bearer\s/i.test(text)) return 'must be the key alone, without "Bearer"';
  if (/^["'`]|["'`]$/.test(text)) return 'must be the key alone, without quotes';
  if (/^[\x21-\x7e]+$/.test(text)) return undefined;
  return 'must be the key alone, as the provider shows it: no spaces, and only letters, digits and signs such as - and _';
}

/** A provider's address without a trailing slash; one without a path gets `/v1`. */
export const baseUrl = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const plain =
    url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!plain || !['http:', 'https:'].includes(url.protocol)) {
    context.addIssue({ code: 'custom', message: BASE_URL_ERROR });
    return z.NEVER;
  }
  if (['0.0.0.0', '[::]'].includes(url.hostname)) {
    const message = 'must be the address by which it is reached: 127.0.0.1 for this machine';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  const path = url.pathname.replace(/\/+$/, '');
  const call = CALLS.exec(path)?.[0];
  if (call !== undefined) {
    const message = `must be the address of the interface, not of one call: leave out ${call}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  return `${url.origin}${path === '' ? '/v1' : path}`;
});
