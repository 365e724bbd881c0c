import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { displayWidth } from '@cineflow/terminal';
import {
  eventually,
  makePng,
  makeTempDirectory,
  type Stack,
  startStack,
  testPrefix,
} from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { objectsOf, type Run, runCli, startCli } from './run-cli.ts';

let stack: Stack;
let cwd: string;
let clips: string;
const prefix = testPrefix().slice(1, -1);
const ends = new AsyncDisposableStack();

beforeAll(async () => {
  const [folder, output] = [await makeTempDirectory('cli'), await makeTempDirectory('cli-clips')];
  ends.use(folder);
  ends.use(output);
  stack = ends.use(
    await startStack({
      redisUrl: inject('redisUrl'),
      prefix,
      outputDirectory: output.path,
      workers: 1,
      sandbox: { SANDBOX_RENDER_MS: '700' },
      env: {
        CINEFLOW_POLL_MAX_MS: '300',
        CINEFLOW_POLL_MIN_MS: '100',
        // Pictures are planned here, never rendered.
        CINEFLOW_PUBLIC_URL: 'http://127.0.0.1:9',
      },
    }),
  );
  cwd = folder.path;
  clips = output.path;
});
afterAll(() => ends.disposeAsync());

const at = (more: Partial<Run> = {}): Run => ({
  cwd,
  ...more,
  env: { CINEFLOW_API_URL: stack.api.url, ...more.env },
});
const accepted = async (): Promise<number> => (await stack.bill()).creates.accepted;

/** Writes a storyboard with a shot per prompt; its name is new to the stack. */
async function storyboard(path: string, prompts: readonly string[]): Promise<string> {
  const segments = prompts.map((prompt, index) => ({
    segment_index: index + 1,
    prompt_text: prompt,
    duration_seconds: 10,
    resolution: 'vertical',
  }));
  const name = path.replace(/^.*\/|\.json$/g, '');
  await mkdir(join(cwd, path, '..'), { recursive: true });
  await writeFile(join(cwd, path), JSON.stringify({ metadata: { project_name: name }, segments }));
  return path;
}

describe('run', () => {
  test('orders nothing without a terminal or --yes', async () => {
    const path = await storyboard('无人.json', ['雨夜，没有人']);
    const before = await accepted();
    const { code, output } = await runCli(['run', path], at());
    expect([code, await accepted()]).toEqual([2, before]);
    expect(output).toContain('《无人》：1 个镜头，1 条');
    expect(output).toContain('--yes');
  });

  test('goes on after Ctrl-C and pays nothing twice', async () => {
    const path = await storyboard('续/雨夜便利店.json', ['雨', '夜', '便利', '店']);
    const before = await accepted();
    const first = startCli(['run', '续', '--yes'], at());
    await eventually(() => first.output.includes('已下单'));
    first.signal('SIGINT');
    expect(await first.code).toBe(130);
    expect(first.output).toContain('服务器上的工作仍在继续');

    const second = await runCli(['run', '续', '--yes'], at());
    expect(second.output).toContain('不再付费');
    expect(second.output).toMatch(/4\/4 条/);
    expect([second.code, await accepted()]).toEqual([0, before + 4]);
    const clips = await readdir(join(cwd, 'output/雨夜便利店/3'));
    expect(clips).toEqual([expect.stringMatching(/^take-1-[0-9a-f]{10}\.mp4$/)]);

    // Without its notes it is still the same order: the API knows it.
    await rm(join(cwd, 'output/.cineflow-orders.jsonl'));
    await rm(join(cwd, 'output/雨夜便利店/2'), { recursive: true });
    const third = await runCli(['run', path, '--yes', '--json'], at());
    const objects = objectsOf(third.stdout);
    expect(objects.filter(({ result }) => result === 'downloaded')).toHaveLength(1);
    expect(objects.at(-1)).toMatchObject({ type: 'summary', counts: { completed: 4 } });
    expect([third.code, await accepted()]).toEqual([0, before + 4]);
  });

  test('spends nothing on a folder with one wrong document', async () => {
    await storyboard('混/好.json', ['好镜头']);
    await writeFile(
      join(cwd, '混/坏.json'),
      JSON.stringify({ segments: [{ segment_index: 1, prompt_text: ' ' }] }),
    );
    const before = await accepted();
    const { code, output } = await runCli(['run', '混', '--yes'], at());
    expect([code, await accepted()]).toEqual([3, before]);
    expect(output).toContain('混/坏.json 没有被受理');
    expect(output).toContain('第 1 个镜头：prompt_text 是空的');
  });

  test('sends pictures that lie beside the document', async () => {
    await mkdir(join(cwd, '图/refs'), { recursive: true });
    await writeFile(join(cwd, '图/refs/小美.png'), makePng({ width: 64, height: 48 }, [200, 40, 40]));
    const segments = [
      { segment_index: 1, prompt_text: '小美', image_url: 'refs/小美.png', duration_seconds: 10 },
    ];
    await writeFile(join(cwd, '图/a.json'), JSON.stringify({ segments }));
    const { code, stdout } = await runCli(['plan', '图/a.json', '--json'], at());
    expect(code).toBe(0);
    expect(objectsOf(stdout)[0]).toMatchObject({
      preview: [{ references: [{ role: 'first-frame', picture: expect.stringContaining('asset:') }] }],
    });
  });

  test('retries what failed only when told to', async () => {
    const path = await storyboard('input/失败.json', ['好', '坏 [[fault:render-failed x1]]']);
    const before = await accepted();
    const first = await runCli(['run', '--yes'], at());
    expect(first.code).toBe(4);
    expect(first.output).toContain('--retry-failed');
    expect((await runCli(['run', path, '--yes'], at())).code).toBe(4);
    expect(await accepted()).toBe(before + 2);
    const again = await runCli(['run', path, '--yes', '--retry-failed'], at());
    expect(await accepted()).toBe(before + 3);
    expect(again.output).toContain('1 条失败，将再买一次');
  });

  test('stops where the budget does, and says how to go on', async () => {
    await writeFile(join(cwd, '.env'), 'GEN_COUNT_PER_SEGMENT=2\n');
    const path = await storyboard('预算.json', ['很贵的镜头']);
    const { code, output } = await runCli(['run', path, '--yes', '--budget', '0'], at());
    await rm(join(cwd, '.env'));
    expect(output).toContain('GEN_COUNT_PER_SEGMENT');
    expect(output).toContain('1 个镜头，2 条');
    expect(output).toContain('cineflow budget');
    expect(code).toBe(6);
  });

  test('carries on a part, and replaces a damaged clip', async () => {
    const path = await storyboard('残.json', ['残片']);
    expect((await runCli(['run', path, '--yes'], at())).code).toBe(0);
    const folder = join(cwd, 'output/残/1');
    const [name = ''] = await readdir(folder);
    const whole = await readFile(join(folder, name));
    await writeFile(join(folder, name), 'damaged');
    await writeFile(join(folder, `${name}.part`), whole.subarray(0, 1000));
    expect((await runCli(['pull'], at())).output).toContain('本次下载 1 个');
    expect(await readdir(folder)).toEqual([name]);
    const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    expect(sha(await readFile(join(folder, name)))).toBe(sha(whole));
  });
});

describe('at a terminal', () => {
  test('orders after a yes, in lines that fit', async () => {
    const path = await storyboard('窄/The Last Lighthouse, a long name.json', ['a', 'b']);
    const run = startCli(['run', path], at({ columns: 44 }));
    await eventually(() => run.output.includes('[y/N]'));
    run.type('y\r');
    expect(await run.code).toBe(0);
    const bars = run.output.split(/\r?\n|\r/).filter((line) => /[█░]/.test(line));
    expect(bars.length).toBeGreaterThan(0);
    expect(Math.max(...bars.map((line) => displayWidth(line)))).toBeLessThan(44);
  });

  test.each([
    ['a no', 'n\r', 0],
    ['the end of the input', '\u0004', 130],
    ['Ctrl-C', '\u0003', 130],
  ])('orders nothing on %s', async (_, keys, code) => {
    const path = await storyboard('不.json', ['不要下单']);
    const before = await accepted();
    const run = startCli(['run', path], at({ columns: 80 }));
    await eventually(() => run.output.includes('[y/N]'));
    run.type(keys);
    expect([await run.code, await accepted()]).toEqual([code, before]);
    expect(run.output).toContain('没有下单');
  });

  test('wizard writes a storyboard and asks before it orders', async () => {
    const before = await accepted();
    const run = startCli(['wizard'], at({ columns: 80 }));
    const answers: [question: string, keys: string][] = [
      ['作品名', '向导\r'],
      ['竖屏', '2\r'],
      // Pasted in one go; the last lines are no yes to a question about money.
      ['1.', '雨夜的街口\r猫探出头\r\r5\ry\r'],
      ['[y/N]', '\u0004'],
    ];
    for (const [question, keys] of answers) {
      await eventually(() => run.output.split('\n').at(-1)?.includes(question));
      run.type(keys);
    }
    expect([await run.code, await accepted()]).toEqual([130, before]);
    const written = JSON.parse(await readFile(join(cwd, 'input/向导.json'), 'utf8')) as object;
    expect(written).toMatchObject({
      metadata: { project_name: '向导' },
      segments: [
        { prompt_text: '雨夜的街口', duration_seconds: 5, resolution: 'horizontal' },
        { prompt_text: '猫探出头' },
      ],
    });
  });
});

describe('other commands', () => {
  test('show and change an order', async () => {
    const path = await storyboard('管理.json', ['管理一', '管理二']);
    const { stdout } = await runCli(['run', path, '--yes', '--json'], at());
    const id = String(objectsOf(stdout).find(({ type }) => type === 'ordered')?.['storyboardId']);
    const say = async (...args: string[]) => (await runCli(args, at())).output;
    expect(await say('status')).toContain(id);
    expect(await say('status', id)).toContain('完成 2');
    expect(await say('budget', id, '50')).toContain('预算已改为 50.00');
    expect(await say('pause', id)).toContain('已暂停');
    expect(await say('resume', id)).toContain('已恢复');
    expect(await say('cancel', id)).toContain('取消了 0 条');
    expect(await say('receipt', id, '--csv')).toContain('take_id,');
    expect(await say('receipt', id, '--lang', 'en')).toMatch(/sora-hk +completed +0\.06/);
    expect(await say('providers')).toMatch(/sora-hk +正常 +0\//);
    expect(await say('unconfirmed')).toContain('没有待核对的付费');
    expect(await say('pull', id, '--flat', '-o', '平')).toContain('片段 2 个');
    expect((await readdir(join(cwd, '平'))).sort()).toEqual(['管理_S001_T1.mp4', '管理_S002_T1.mp4']);
  });

  test('say in one sentence what is wrong with the API or its key', async () => {
    const away = await runCli(['status'], at({ env: { CINEFLOW_API_URL: 'http://127.0.0.1:9' } }));
    expect([away.code, away.output]).toEqual([6, expect.stringContaining('那里没有 API 在运行')]);
    const foreign = await runCli(['doctor'], at({ env: { CINEFLOW_API_URL: stack.sandbox.url } }));
    expect([foreign.code, foreign.output]).toEqual([6, expect.stringContaining('不是影流的 API')]);
    expect((await runCli(['doctor'], at())).code).toBe(0);
  });

  // The last one: from the first key on the API wants one.
  test('want a key where there are keys, and never show it', async () => {
    const env = { CINEFLOW_DATA_DIR: `${clips}.data`, CINEFLOW_PREFIX: prefix };
    const made = startCli(['keys', 'create', '--name', 'reader', '--scope', 'read'], at({ env }));
    expect(await made.code).toBe(0);
    const key = made.stdout.trim();
    expect(key).toMatch(/^cf_/);
    const missing = await eventually(async () => {
      const answer = await runCli(['status'], at());
      return answer.code !== 0 && answer;
    });
    expect([missing.code, missing.output]).toEqual([6, expect.stringContaining('API 需要密钥')]);
    const read = await runCli(['status', '--json'], at({ env: { CINEFLOW_API_KEY: key } }));
    const path = await storyboard('无权.json', ['没有权限']);
    const order = await runCli(['run', path, '--yes'], at({ env: { CINEFLOW_API_KEY: key } }));
    expect([read.code, order.code, order.output]).toEqual([0, 6, expect.stringContaining('没有这个权限')]);
    expect(read.output + order.output).not.toContain(key);
  });
});
