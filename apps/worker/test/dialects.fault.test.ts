import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  freePort,
  makeTempDirectory,
  type Stack,
  startStack,
  type TempDirectory,
  testPrefix,
} from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

/** A second account at DashScope, and a model that came after this version. */
const providersFile = (port: string) => `
providers:
  - name: wan-team
    family: dashscope
    baseUrl: http://127.0.0.1:${port}
    apiKeyFile: team.key
    maxConcurrent: 2
`;
const MODELS_FILE = `
models:
  - id: wan2.8-t2v
    providers: [wan-team]
    like: wan2.7-t2v
    prices:
      - { unit: second, amount: 0.5, currency: CNY }
`;

let output: TempDirectory;
let stack: Stack;

beforeAll(async () => {
  output = await makeTempDirectory('dialects');
  const port = String(await freePort());
  const fileOf = async (name: string, text: string): Promise<string> => {
    await writeFile(join(output.path, name), text);
    return join(output.path, name);
  };
  await fileOf('team.key', 'sora-test\n');
  stack = await startStack({
    redisUrl: inject('redisUrl'),
    prefix: testPrefix().slice(1, -1),
    outputDirectory: output.path,
    workers: 1,
    sandbox: { SANDBOX_PORT: port, SANDBOX_RENDER_MS: '300' },
    env: {
      DASHSCOPE_API_KEY: 'sora-test',
      DASHSCOPE_BASE_URL: `http://127.0.0.1:${port}`,
      XAI_API_KEY: 'sora-test',
      XAI_BASE_URL: `http://127.0.0.1:${port}/xai`,
      GEMINI_API_KEY: 'sora-test',
      GEMINI_BASE_URL: `http://127.0.0.1:${port}/gemini`,
      GOOGLE_APPLICATION_CREDENTIALS: await fileOf(
        'key.json',
        serviceAccountAt(`http://127.0.0.1:${port}/vertex/token`),
      ),
      VERTEX_BASE_URL: `http://127.0.0.1:${port}/vertex`,
      CINEFLOW_PROVIDERS_FILE: await fileOf('providers.yaml', providersFile(port)),
      CINEFLOW_MODELS_FILE: await fileOf('models.yaml', MODELS_FILE),
      CINEFLOW_CURRENCY: 'CNY',
      CINEFLOW_RATES: 'USD=7',
      CINEFLOW_SETTLE_MS: '2000',
      CINEFLOW_SUBMIT_TIMEOUT_MS: '2000',
      CINEFLOW_COOLDOWN_MS: '500',
    },
  });
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await output[Symbol.asyncDispose]();
});

/** A key of a service account that is exchanged at this address. */
function serviceAccountAt(tokenUri: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return JSON.stringify({
    type: 'service_account',
    project_id: 'film',
    client_email: 'film@film.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    token_uri: tokenUri,
  });
}

describe('renders three shots, paid once each', () => {
  test.for<[provider: string, fault: string, budgetCents: number, model?: string]>([
    // The task list reveals the create with the lost answer.
    ['dashscope', 'accepted-no-id', 900],
    // There is no list: a lost answer would need a person.
    ['xai', 'refused-429 x1', 735],
    // Their clips are behind the key, and within the answer to a poll.
    ['gemini', 'refused-429 x1', 1_050],
    ['vertex', 'refused-429 x1', 1_890],
    // At the price of the file, whatever the provider bills.
    ['wan-team', 'accepted-no-id', 750, 'wan2.8-t2v'],
  ])('over the wire of %s', async ([provider, fault, budgetCents, model]) => {
    const marks = ['', `[[fault:${fault}]]`, '[[fault:poll-not-found-once]]'];
    const segments = marks.map((mark, index) => ({
      segment_index: index + 1,
      prompt_text: `${provider}: boat ${index} ${mark}`,
      duration_seconds: 5,
      resolution: index === 1 ? 'vertical' : 'horizontal',
    }));
    const before = (await stack.bill()).creates.accepted;
    const { id } = await stack.post({ storyboard: { segments }, options: { provider, budgetCents, model } });
    expect(await stack.finished(id)).toMatchObject({
      state: 'completed',
      counts: { completed: 3 },
      cost: { spentCents: budgetCents },
    });
    expect((await stack.bill()).creates.accepted - before).toBe(3);
  });
});
