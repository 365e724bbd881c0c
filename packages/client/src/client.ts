import {
  type BreakerCommand,
  type BudgetRequest,
  Cancelled,
  ProviderList,
  Receipt,
  type Resolution,
  RetryAccepted,
  ShotList,
  Storyboard,
  StoryboardAccepted,
  StoryboardEstimate,
  StoryboardPage,
  Take,
  TakeWithTimeline,
  UnconfirmedList,
} from '@cineflow/contracts';
import type { Connection } from './connection.ts';
import { downloadClip, type ClipDownload, type DownloadResult } from './download-clip.ts';
import { ApiUnreachable } from './errors.ts';
import { type Order, toOrderBody } from './order.ts';
import { Readiness } from './readiness.ts';
import { type Answer, createSender, type Send, type Sending } from './sender.ts';
import { watchStoryboard, type Waiting } from './wait.ts';

interface Schema<Value> {
  safeParse(value: unknown): { success: true; data: Value } | { success: false };
}

/** Who decides something and why, for the history of the takes. */
export interface Decision {
  by: string;
  reason: string;
}

const UPLOAD_MS = 30 * 60 * 1000;

/** How the parts of the client speak to the API. */
interface Line {
  connection: Connection;
  send: Send;
  read: <Value>(schema: Schema<Value>, sending: Sending) => Promise<Value>;
  get: <Value>(schema: Schema<Value>, path: string) => Promise<Value>;
  post: <Value>(schema: Schema<Value>, path: string, json: unknown) => Promise<Value>;
}

export type Client = ReturnType<typeof createClient>;

/** The API as functions; each throws ApiProblem or ApiUnreachable. */
export function createClient(connection: Connection) {
  const send = createSender(connection);
  const read: Line['read'] = async (schema, sending) =>
    parseAnswer(schema, await send(sending), connection.baseUrl);
  const line: Line = {
    connection,
    send,
    read,
    get: (schema, path) => read(schema, { method: 'GET', path }),
    post: (schema, path, json) => read(schema, { method: 'POST', path, json }),
  };
  return { connection, ...orders(line), ...storyboards(line), ...service(line) };
}

function pathOf(id: string): string {
  return `/v1/storyboards/${encodeURIComponent(id)}`;
}

function orders({ connection, send, read }: Line) {
  return {
    /** Orders. The key makes it safe to repeat; `isReplayed`: it had been ordered before. */
    submit: async (order: Order, idempotencyKey: string) => {
      const path = '/v1/storyboards';
      const posting = { method: 'POST' as const, path, idempotencyKey, timeoutMs: UPLOAD_MS };
      const answer = await send({ ...posting, ...(await toOrderBody(order)) });
      const accepted = parseAnswer(StoryboardAccepted, answer, connection.baseUrl);
      return { accepted, isReplayed: answer.headers['idempotent-replayed'] === 'true' };
    },
    /** What it would cost; orders nothing. */
    preview: async (order: Order) =>
      read(StoryboardEstimate, {
        method: 'POST',
        path: '/v1/storyboards?dryRun=true',
        timeoutMs: UPLOAD_MS,
        ...(await toOrderBody(order)),
      }),
    /** Orders failed or cancelled takes once more, and pays once more. */
    retry: (id: string, { key, ...json }: RetryOrder) =>
      read(RetryAccepted, {
        method: 'POST',
        path: `${pathOf(id)}/retry`,
        json,
        ...(key === undefined ? {} : { idempotencyKey: key }),
      }),
  };
}

function storyboards({ connection, send, read, get, post }: Line) {
  const readOne = (id: string) => get(Storyboard, pathOf(id));
  return {
    list: ({ limit = 20, cursor }: { limit?: number; cursor?: string | undefined } = {}) =>
      get(StoryboardPage, `/v1/storyboards?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`),
    read: readOne,
    shots: async (id: string) => (await get(ShotList, `${pathOf(id)}/shots`)).shots,
    take: (id: string) => get(TakeWithTimeline, `/v1/takes/${encodeURIComponent(id)}`),
    /** The storyboard again and again until it is final. */
    watch: (id: string, waiting: Omit<Waiting, 'read'> = {}) =>
      watchStoryboard(id, { read: readOne, ...waiting }),
    download: (download: ClipDownload): Promise<DownloadResult> => downloadClip(connection, download),
    pause: (id: string) => post(Storyboard, `${pathOf(id)}/pause`, {}),
    resume: (id: string) => post(Storyboard, `${pathOf(id)}/resume`, {}),
    cancel: (id: string, why: Partial<Decision> = {}) => post(Cancelled, `${pathOf(id)}/cancel`, why),
    setBudget: (id: string, json: BudgetRequest) =>
      read(Storyboard, { method: 'PUT', path: `${pathOf(id)}/budget`, json }),
    receipt: (id: string) => get(Receipt, `${pathOf(id)}/receipt`),
    receiptCsv: async (id: string) =>
      (await send({ method: 'GET', path: `${pathOf(id)}/receipt?format=csv` })).text,
  };
}

function service({ connection, send, get, post }: Line) {
  return {
    unconfirmed: async () => (await get(UnconfirmedList, '/v1/unconfirmed')).unconfirmed,
    resolve: (takeId: string, body: Resolution) =>
      post(Take, `/v1/unconfirmed/${encodeURIComponent(takeId)}/resolve`, body),
    providers: async () => (await get(ProviderList, '/v1/providers')).providers,
    control: async (id: string, json: BreakerCommand): Promise<void> => {
      await send({ method: 'POST', path: `/v1/providers/${encodeURIComponent(id)}/breaker`, json });
    },
    /** Whether orders can be taken, with the clock of the server, ms. */
    readiness: async () => {
      const answer = await send({ method: 'GET', path: '/readyz' });
      const date = answer.headers['date'];
      return {
        ...parseAnswer(Readiness, answer, connection.baseUrl),
        clock: typeof date === 'string' ? Date.parse(date) : undefined,
      };
    },
  };
}

export interface RetryOrder extends Decision {
  state: 'failed' | 'cancelled';
  dryRun: boolean;
  /** Idempotency-Key: the same one has one effect. */
  key?: string;
}

function parseAnswer<Value>(schema: Schema<Value>, { text }: Answer, url: string): Value {
  const parsed = schema.safeParse(parseJson(text, url));
  if (parsed.success) return parsed.data;
  throw new ApiUnreachable(url, 'foreign', { detail: `${url} answers in another way than this API` });
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ApiUnreachable(url, 'foreign', { detail: `${url} does not answer in JSON`, cause: error });
  }
}
