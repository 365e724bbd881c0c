import { afterAll, beforeAll, expect, test } from 'vitest';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expectStoryboard } from './order-storyboard.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const project = `cineflow-test-${process.pid}`;

const env = { ...process.env, PORT: '0', SANDBOX_PORT: '0', SANDBOX_RENDER_MS: '500-1500' };
const files = ['docker-compose.yml', 'packages/testkit/test/docker/sandbox-only.yml'];

async function compose(...args: string[]): Promise<string> {
  const options = ['compose', '--project-name', project, '--profile', 'sandbox'].concat(
    files.flatMap((file) => ['--file', file]),
  );
  const { stdout } = await promisify(execFile)('docker', [...options, ...args], { cwd: root, env });
  return stdout.trim();
}

beforeAll(async () => {
  await compose('up', '--detach', '--build', '--wait', '--scale', 'worker=2');
});
afterAll(async () => {
  await compose('down', '--volumes', '--timeout', '5');
});

test('one command brings up everything against the sandbox, and a storyboard is rendered', async () => {
  const running = await compose('ps', '--services', '--status', 'running');
  expect(running.split('\n').sort()).toEqual(['api', 'redis', 'sandbox', 'worker']);
  await expectStoryboard({
    api: `http://${await compose('port', 'api', '8080')}`,
    sandbox: `http://${await compose('port', 'sandbox', '4010')}`,
  });
});
