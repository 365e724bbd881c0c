import { describe, expect, test, vi } from 'vitest';
import { runProgram } from './program.ts';

async function run(...argv: string[]): Promise<[code: number, output: string]> {
  let output = '';
  const collect = (text: unknown): boolean => {
    output += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(collect),
    vi.spyOn(process.stderr, 'write').mockImplementation(collect),
    // The library for completions writes so.
    vi.spyOn(console, 'log').mockImplementation(collect),
  ];
  try {
    return [await runProgram({ argv, env: {}, cwd: '/', language: 'zh' }), output];
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('runProgram', () => {
  test.each([
    ['an unknown option', ['run', '--frce'], '没有 --frce 这个选项 (--force?)\n看帮助：cineflow run --help'],
    ['an unknown command', ['rnu'], '没有 rnu 这个命令 (run?)'],
    ['a missing argument', ['pause'], '缺少参数 id'],
    ['a missing value', ['run', '--takes'], '选项 --takes <n> 后面要写值'],
    ['a value that is none', ['run', '--takes', 'two'], '--takes <n> two 不对'],
    ['too many arguments', ['pause', 'a', 'b'], '参数太多'],
    ['a wrong language', ['status', '--lang', 'fr'], '不对'],
    ['no command', [], '用法： cineflow <命令> [选项]'],
  ])('refuses %s with 2', async (_, argv, sentence) => {
    expect(await run(...argv)).toEqual([2, expect.stringContaining(sentence)]);
  });

  test('shows help and version with 0', async () => {
    expect(await run('--help')).toEqual([0, expect.stringContaining('退出码')]);
    expect(await run('run', '--help')).toEqual([0, expect.stringContaining('--retry-failed')]);
    expect(await run('--version')).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });

  test('completes commands and options', async () => {
    expect(await run('complete', '--', 'unc')).toEqual([0, expect.stringContaining('unconfirmed')]);
    expect(await run('completion', 'bash')).toEqual([0, expect.stringContaining('complete')]);
    expect(await run('completion', 'sh')).toEqual([2, expect.stringContaining('不支持 sh')]);
  });
});
