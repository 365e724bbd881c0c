import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

/** Commands of pnpm itself, which are no scripts of ours. */
const BUILT_IN = new Set(['install', 'add', 'exec', 'run']);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('links to files and headings that exist', () => {
    const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const dead = targets.filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(page, target));
    expect(dead).toEqual([]);
  });

  test('names paths of the repository that exist', () => {
    const paths = [...text.matchAll(/`((?:apps|packages|bench|chaos|docs|examples|lint)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('names commands that exist', () => {
    const code = [...text.matchAll(/^```[\s\S]*?^```|`[^`\n]+`/gm)].join('\n');
    const commands = [...code.matchAll(/(?:npm run|pnpm(?:@\d+)?) (?:run )?([a-z][a-z:]+)(?=[\s`)])/g)];
    const unknown = commands.filter(([, name = '']) => !(name in scripts) && !BUILT_IN.has(name));
    expect(unknown.map(([command]) => command)).toEqual([]);
  });
});

test('ARCHITECTURE.md counts the files from POST to MP4', () => {
  const [, told, table = ''] =
    /from POST to MP4: (\d+)\*\*[^]*?((?:\n\|.*)+)/.exec(read('ARCHITECTURE.md')) ?? [];
  const rows = [...table.matchAll(/^\| (\d+)–(\d+) .*/gm)];
  const counts = rows.map(([row, first, last]) => [Number(first), Number(last), row.split('](').length - 1]);
  for (const [index, [first = 0, last = 0, links]] of counts.entries()) {
    expect([first, last - first + 1]).toEqual([(counts[index - 1]?.[1] ?? 0) + 1, links]);
  }
  expect(counts.at(-1)?.[1]).toBe(Number(told));
});

test('every English page in docs has a Chinese one', () => {
  const english = pages.filter((path) => path.startsWith('docs/') && !path.endsWith('.zh-CN.md'));
  expect(english.length).toBeGreaterThan(20);
  expect(english.filter((path) => !pages.includes(path.replace(/\.md$/, '.zh-CN.md')))).toEqual([]);
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), decodeURI(path));
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).has(decodeURIComponent(anchor));
}

/** Anchors as GitHub makes them of headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...withoutFences(text).matchAll(/^#+ +(.+?) *$/gm)].map(([, heading = '']) => heading);
  const names = headings.map((heading) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
  const ids = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  return new Set([...names, ...ids]);
}

function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '');
}

function withoutCode(text: string): string {
  return withoutFences(text).replaceAll(/`[^`\n]*`/g, '');
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
