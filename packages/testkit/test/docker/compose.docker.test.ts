import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expectStoryboard } from './create-storyboard.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const project = `cineflow-test-${process.pid}`;

const env = { ...process.env, PORT: '0', SANDBOX_PORT: '0', SANDBOX_RENDER_MS: '500-1500' };
const sandboxOnly = 'packages/testkit/test/docker/sandbox-only.yml';

async function compose(files: readonly string[], ...args: string[]): Promise<string> {
  const options = ['compose', '--project-name', project, '--profile', 'sandbox'].concat(
    files.flatMap((file) => ['--file', file]),
  );
  const { stdout } = await promisify(execFile)('docker', [...options, ...args], { cwd: root, env });
  return stdout.trim();
}

describe.each([
  { book: 'postgres', files: ['docker-compose.yml', sandboxOnly], servers: ['postgres', 'redis'] },
  {
    book: 'sqlite',
    files: ['docker-compose.yml', 'docker-compose.sqlite.yml', sandboxOnly],
    servers: ['redis'],
  },
])('with the book in $book', ({ book, files, servers }) => {
  const run = (...args: string[]) => compose(files, ...args);
  beforeAll(async () => {
    await run('up', '--detach', '--build', '--wait', '--scale', 'worker=2');
  });
  afterAll(async () => {
    await run('down', '--volumes', '--timeout', '5');
  });

  test('one command brings up everything and renders a storyboard', async () => {
    const running = await run('ps', '--services', '--status', 'running');
    expect(running.split('\n').sort()).toEqual(['api', ...servers, 'sandbox', 'worker']);
    const api = `http://${await run('port', 'api', '8080')}`;
    await expectStoryboard({ api, sandbox: `http://${await run('port', 'sandbox', '4010')}` });
    expect(await (await fetch(`${api}/readyz`)).json()).toMatchObject({
      status: 'ready',
      book: { driver: book, ok: true, warnings: [] },
    });
  });
});
