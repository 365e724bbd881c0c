import { describe, expect, test } from 'vitest';
import { providersPage } from './providers-page.ts';

/** Cells of the rows of the models, by the heads of their tables. */
function modelRows(page: string): Record<string, string>[] {
  const tables = page.split('\n\n').filter((part) => part.startsWith('| model |'));
  return tables.flatMap((table) => {
    const [head = [], , ...rows] = table.trim().split('\n').map(cellsOf);
    return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
  });
}

function cellsOf(line: string): string[] {
  const cells = line.split('|').map((cell) => cell.trim());
  return cells.slice(1, -1);
}

describe('the page of the providers', () => {
  test('tells which models take a seed and a negative prompt', () => {
    const rows = modelRows(providersPage('en', new Set()));
    const told = (model: string) => {
      const { seed, 'negative prompt': negative } = rows.find((row) => row['model'] === `\`${model}\``) ?? {};
      return [seed, negative];
    };
    expect(told('wan2.7-t2v')).toEqual(['✓', '✓']);
    expect(told('grok-video-3')).toEqual(['✓', '']);
    expect(told('grok-imagine-video')).toEqual(['', '']);
  });

  test.each(['en', 'zh'] as const)('names every price, in %s', (language) => {
    const page = providersPage(language, new Set(['xai']));
    expect(page).toContain(`[xai](xai${language === 'en' ? '.md' : '.zh-CN.md'})`);
    expect(page).toMatch(
      /`wan2\.6-t2v` \| \S+ \| 2–15 \| 16:9 .* \| 720P 1080P \| \S+ .*\| 0\.6 CNY .*\(720P\)/,
    );
    expect(page).toMatch(/`sora-2` .*2026-09-24 \|/);
  });

  test.each(['en', 'zh'] as const)('has as many cells in each row as in its head, in %s', (language) => {
    const tables = providersPage(language, new Set()).split('\n\n');
    for (const table of tables.filter((part) => part.startsWith('|'))) {
      const widths = table
        .trim()
        .split('\n')
        .map((line) => cellsOf(line).length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});
