import { Readable } from 'node:stream';
import { createAlibaba } from '@ai-sdk/alibaba';
import { createGoogle } from '@ai-sdk/google';
import { createGoogleVertex } from '@ai-sdk/google-vertex/edge';
import { createXai } from '@ai-sdk/xai';
import type { GenerationRequest } from '@cineflow/core';
import { createHttpClient, type HttpClient } from '@cineflow/http';
import { accountAt } from './accounts.ts';
import { answer, failure } from './exchanges.ts';
import { keyFileAt } from './service-account.ts';
import { dashscope } from '../src/dashscope/index.ts';
import type { OpenedAccount, Family } from '../src/family.ts';
import { gemini } from '../src/gemini/index.ts';
import { vertex } from '../src/vertex/index.ts';
import { xai } from '../src/xai/index.ts';

/** What was sent to the network. */
interface Sent {
  path: string;
  async: string | null;
  body: unknown;
}

/** One comparison: our family, the SDK's model, and how to pass it a request. */
interface Pair {
  family: Family;
  account: OpenedAccount;
  start(request: GenerationRequest, fetch: typeof globalThis.fetch): PromiseLike<unknown>;
}

/** URL of the picture in every request. */
export const PICTURE_URL = 'https://img.example/a.png';
const BYTES = Buffer.from('A');
const TOKENS = 'https://tokens.example/token';
const PLACE = 'projects/my-film/locations/us-central1/publishers/google';

type Call = Parameters<NonNullable<ReturnType<ReturnType<typeof createXai>['video']>['doStart']>>[0];

/** The same request as a call of the SDK; a picture goes by URL or as bytes. */
function toCall(request: GenerationRequest, sizes: Record<string, string>, asBytes = false) {
  const { prompt, inputs, aspectRatio, durationSeconds, resolution = '', seed, audio } = request;
  const file = asBytes
    ? ({ type: 'file', mediaType: 'image/png', data: BYTES.toString('base64') } as const)
    : ({ type: 'url', url: PICTURE_URL } as const);
  const frames = inputs.filter(({ role }) => role.endsWith('frame'));
  const references = inputs.filter(({ role }) => role === 'reference');
  return {
    prompt,
    n: 1,
    aspectRatio,
    resolution: sizes[resolution],
    duration: durationSeconds,
    seed,
    generateAudio: audio,
    frameImages: frames.map(({ role }) => ({ frameType: role.replace('-', '_'), image: file })),
    inputReferences: references.map(() => file),
    providerOptions: {},
  } as unknown as Call;
}

const TIERS = { '480p': '854x480', '720p': '1280x720', '1080p': '1920x1080', '4k': '3840x2160' };
const UPRIGHT = { '480P': '480x832', '720P': '720x1280', '1080P': '1080x1920' };

/** Vendors whose body the SDK knows. */
export const PAIRS: Readonly<Record<'xai' | 'alibaba' | 'google' | 'vertex', Pair>> = {
  xai: {
    family: xai,
    account: accountAt('https://api.x.ai/v1', 'k'),
    start: (request, fetch) => {
      return (
        createXai({ apiKey: 'k', fetch }).video(request.model).doStart?.(toCall(request, TIERS)) ?? missing()
      );
    },
  },
  alibaba: {
    family: dashscope,
    account: accountAt('https://dashscope.aliyuncs.com', 'k'),
    start: (request, fetch) => {
      const { negativePrompt } = request;
      const call = {
        ...toCall(request, UPRIGHT),
        providerOptions: { alibaba: { ...(negativePrompt && { negativePrompt }) } },
      };
      return createAlibaba({ apiKey: 'k', fetch }).video(request.model).doStart?.(call) ?? missing();
    },
  },
  google: {
    family: gemini,
    account: accountAt('https://generativelanguage.googleapis.com', 'k'),
    start: (request, fetch) => {
      const call = { ...toCall(request, TIERS, true), providerOptions: { google: googleOptions(request) } };
      return createGoogle({ apiKey: 'k', fetch }).video(request.model).doStart?.(call) ?? missing();
    },
  },
  vertex: {
    family: vertex,
    account: {
      ...accountAt('https://aiplatform.googleapis.com/v1', keyFileAt(TOKENS)),
      more: { STORAGE_URI: 'gs://clips' },
    },
    start: (request, fetch) => {
      const own = { ...googleOptions(request), gcsOutputDirectory: 'gs://clips' };
      const call = { ...toCall(request, TIERS, true), providerOptions: { googleVertex: own } };
      const baseURL = `https://us-central1-aiplatform.googleapis.com/v1/${PLACE}`;
      return (
        createGoogleVertex({ apiKey: 'k', baseURL, fetch }).video(request.model).doStart?.(call) ?? missing()
      );
    },
  },
};

function googleOptions({ negativePrompt, options = {} }: GenerationRequest) {
  return { ...(negativePrompt && { negativePrompt }), ...(options as Record<string, string>) };
}

function missing(): never {
  throw new Error('This model of the SDK cannot be started apart from its end');
}

/** Catches what our adapter sends, where it would leave. */
export async function ours({ family, account }: Pair, request: GenerationRequest): Promise<Sent | undefined> {
  let sent: Sent | undefined;
  using real = createHttpClient();
  const http: HttpClient = {
    ...real,
    postOnce: async ({ url: to, headers = {}, ...body }) => {
      if (to === TOKENS) return answer(200, { access_token: 't' });
      const json = 'json' in body ? body.json : null;
      sent = { path: new URL(to).pathname, async: headers['x-dashscope-async'] ?? null, body: json };
      return failure('connect', 0);
    },
    download: async () => ({
      stream: Readable.from([BYTES]),
      status: 200,
      contentType: 'image/png',
      offsetBytes: 0,
    }),
  };
  const context = { attemptId: 'a', mayWrite: () => true, timeoutMs: 5_000 };
  await family.create(account, http).create(request, context);
  return sent;
}

/** Catches what the SDK sends, in the same place. */
export async function theirs(pair: Pair, request: GenerationRequest): Promise<Sent | undefined> {
  let sent: Sent | undefined;
  const fetch: typeof globalThis.fetch = async (to, init) => {
    const path = new URL(to instanceof Request ? to.url : to).pathname;
    const json: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : init?.body;
    sent = { path, async: new Headers(init?.headers).get('x-dashscope-async'), body: json };
    throw new Error('caught');
  };
  await pair.start(request, fetch).then(undefined, () => undefined);
  return sent;
}

/** Every place where two values differ, with both. */
export function differences(one: unknown, other: unknown, at = ''): Record<string, [unknown, unknown]> {
  if (JSON.stringify(one) === JSON.stringify(other)) return {};
  if (!isObject(one) || !isObject(other)) return { [at.slice(1)]: [one, other] };
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.assign(
    {},
    ...[...keys].map((key) => differences(one[key], other[key], `${at}.${key}`)),
  ) as Record<string, [unknown, unknown]>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
