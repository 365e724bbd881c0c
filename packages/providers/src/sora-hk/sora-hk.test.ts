import { readFileSync } from 'node:fs';
import { createHttpClient } from '@cineflow/http';
import { afterAll } from 'vitest';
import type { Reaction } from '../../test/scripted-server.ts';
import { describeProvider } from '../provider.testsuite.ts';
import { soraHk } from './index.ts';

const http = createHttpClient();
afterAll(() => http[Symbol.dispose]());

const recorded = (name: string): Reaction => ({
  status: 200,
  body: readFileSync(new URL(`__fixtures__/${name}.json`, import.meta.url), 'utf8'),
});
const no = (status: number, code: number, message: string): Reaction => ({
  status,
  body: { code, message, data: null },
});

describeProvider('sora-hk', {
  family: soraHk,
  http,
  accepted: { reaction: recorded('create-accepted'), operation: { id: '0b7c2d1e' } },
  refused: {
    'too many at once': { reaction: no(429, 429, '当前并发任务数已达上限'), refusal: 'rate-limited' },
    'no channel': { reaction: no(503, 503, '当前分组下无可用渠道'), refusal: 'busy' },
    'a wrong key': { reaction: no(200, 401, 'API Key 无效'), refusal: 'auth' },
    'no money': { reaction: no(200, 1012, '余额不足'), refusal: 'balance' },
    'a bad parameter': { reaction: no(200, 1001, '参数错误'), refusal: 'invalid' },
    'bad content': { reaction: no(200, 1001, '提示词包含违反规定的内容'), refusal: 'content-policy' },
  },
  pending: {
    status: 200,
    body: { code: 200, data: { task_id: 'op', status: 'processing', progress: '45%' } },
  },
  completed: {
    reaction: recorded('task-completed'),
    output: {
      url: 'https://oss.example/films/0b7c2d1e.mp4?Expires=1790000000&Signature=abc%2Fdef',
      auth: 'none',
    },
  },
  failed: recorded('task-failed'),
});
