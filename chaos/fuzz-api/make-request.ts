import { pickNumber, pickWeighted } from '../harness/random.ts';
import { makeBody } from './make-body.ts';

export interface FuzzRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

type Random = () => number;
type Pick = <Value>(values: readonly Value[]) => Value;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const ROUTES = [
  'GET /',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
  'GET /docs/json',
  'GET /admin/queues',
  'GET /admin/queues/api/queues',
  'GET /admin/queues/api/queues/takes/:id',
  'GET /admin/queues/api/queues/takes/:id/logs',
  'PUT /admin/queues/api/queues/takes/pause',
  'GET /v1/storyboards',
  'POST /v1/storyboards',
  'POST /v1/storyboards',
  'POST /v1/storyboards',
  'POST /v1/storyboards',
  'GET /v1/storyboards/:id',
  'GET /v1/storyboards/:id/shots',
  'GET /v1/storyboards/:id/receipt',
  'PUT /v1/storyboards/:id/budget',
  'POST /v1/storyboards/:id/pause',
  'POST /v1/storyboards/:id/resume',
  'POST /v1/storyboards/:id/cancel',
  'POST /v1/storyboards/:id/retry',
  'GET /v1/takes/:id',
  'GET /v1/takes/:id/video',
  'GET /v1/takes/:id/poster',
  'POST /v1/takes/:id/cancel',
  'POST /v1/takes/:id/retry',
  'GET /v1/unconfirmed',
  'POST /v1/unconfirmed/:id/resolve',
  'GET /v1/providers',
  'POST /v1/providers/sora-hk/breaker',
  'GET /nowhere/:id',
];
const IDS = [
  'sb_1',
  'sb_1-1-1',
  '%00',
  '%2e%2e%2f',
  '%E9%9B%A8',
  '%zz',
  '%',
  '..',
  'a:b',
  '*',
  '{}',
  '-1',
  '__proto__',
];
const QUERIES = [
  'limit=1',
  'limit=-1',
  'limit=1e99',
  'limit=x',
  'before=%00',
  'state=failed',
  'dryRun=true',
  'dryRun=',
  'format=csv',
  'delivery=stream',
  'activeQueue=%25E0%25A4',
  'page=-1',
  '__proto__[x]=1',
  'a=1&a=2&a=3',
  '%zz=%zz',
  '=',
];
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  host: ['localhost', 'evil.example', '127.0.0.1:1', 'a b', '[::1]', 'x'.repeat(300)],
  origin: ['null', 'http://evil.example', 'http://localhost', 'nonsense'],
  'sec-fetch-site': ['cross-site', 'same-origin', 'none', 'x'],
  authorization: ['Bearer cf_x', 'Basic x', 'Bearer', `Bearer ${'x'.repeat(2_000)}`],
  range: ['bytes=0-0', 'bytes=-', 'bytes=9-1', 'x', `bytes=${'0-1,'.repeat(500)}`],
  'if-none-match': ['*', '"x"', 'W/"'],
  'idempotency-key': ['a', '', 'x'.repeat(300), 'same', 'é'],
  accept: ['text/csv', '*/*', 'x'],
  expect: ['100-continue', 'tea'],
  'x-forwarded-for': ['1.2.3.4'],
  'transfer-encoding': ['chunked'],
  'content-encoding': ['gzip', 'br'],
};
const TYPES = [
  'application/json',
  'application/json; charset=gbk',
  'text/plain',
  'multipart/form-data; boundary=x',
  '',
];

/** One request with any number of invalid parts. */
export function makeRequest(random: Random): FuzzRequest {
  const pick: Pick = (values) => values[pickNumber(random, 0, values.length - 1)] as never;
  const [usual = 'GET', route = '/'] = pick(ROUTES).split(' ');
  const method = random() < 0.85 ? usual : pick(METHODS);
  const request: FuzzRequest = {
    method,
    path: makePath(route, random, pick),
    headers: makeHeaders(random, pick),
  };
  const hasBody = method !== 'GET' && method !== 'HEAD' && random() < 0.8;
  if (!hasBody) return request;
  const body = makeBody(random, route === '/v1/storyboards');
  const type = random() < 0.85 ? TYPES[0] : pick(TYPES);
  if (type !== undefined && type !== '') request.headers['content-type'] = type;
  if (request.headers['transfer-encoding'] === undefined)
    request.headers['content-length'] = String(body.length);
  return { ...request, body };
}

function makePath(route: string, random: Random, pick: Pick): string {
  const long = () => 'x'.repeat(pickNumber(random, 100, 9_000));
  const id = () => (random() < 0.05 ? long() : pick(IDS));
  const path = route.replaceAll(':id', id);
  const query = random() < 0.3 ? `?${pick(QUERIES)}` : '';
  return pickWeighted(random, { plain: 20, doubled: 1, slash: 1 }) === 'plain'
    ? path + query
    : `/${path}/${query}`;
}

function makeHeaders(random: Random, pick: Pick): Record<string, string> {
  const headers: Record<string, string> = {};
  const count = random() < 0.6 ? 0 : pickNumber(random, 1, 4);
  for (let index = 0; index < count; index += 1) {
    const name = pick(Object.keys(HEADERS));
    headers[name] = pick(HEADERS[name] ?? ['']);
  }
  return headers;
}
