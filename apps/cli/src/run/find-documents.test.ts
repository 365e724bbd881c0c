import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeTempDirectory } from '@cineflow/testkit';
import { describe, expect, test } from 'vitest';
import { zh } from '../locales/texts-zh.ts';
import { findDocuments } from './find-documents.ts';

/** What is found in a folder of these files: each document with its pictures. */
async function find(files: Readonly<Record<string, string>>, ...paths: string[]) {
  await using folder = await makeTempDirectory('documents');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
  const found = await findDocuments(paths, { cwd: folder.path, texts: zh });
  return found.map(({ shown, document, pictures = [] }) => [
    shown,
    document.contentType,
    pictures.map(({ path }) => path),
  ]);
}

describe('findDocuments', () => {
  test('finds several storyboards below a folder, each with what it names', async () => {
    const files = {
      'input/b.json': '{"image_url": "refs/小美.png"}',
      'input/a.json': String.raw`{"image_url": "refs/\u5c0f\u7f8e.png", "x": "../secret.png, /etc/x.png"}`,
      'input/refs/小美.png': 'p',
      'input/refs/unused.png': 'p',
      'secret.png': 'p',
      'input/ep2/board.json': '{}',
      'input/output/take.json': '{}',
      'input/package.json': '{}',
    };
    expect(await find(files, 'input')).toEqual([
      ['input/a.json', 'application/json', ['refs/小美.png']],
      ['input/b.json', 'application/json', ['refs/小美.png']],
      ['input/ep2/board.json', 'application/json', []],
    ]);
  });

  test('gives the only storyboard of a folder all its pictures', async () => {
    const files = {
      'ep/board.json': '{}',
      'ep/characters/a.PNG': 'p',
      'ep/.git/b.png': 'p',
      'ep/README.md': '#',
    };
    expect(await find(files, 'ep')).toEqual([['ep/board.json', 'application/json', ['characters/a.PNG']]]);
  });

  test('tells the type of other files, and prefers tables to notes', async () => {
    const files = { 'x/shots.csv': '镜号,画面', 'x/notes.txt': 'n', 'a.fountain': 'INT.', 'b.bin': 'b' };
    expect(await find(files, 'x', 'a.fountain', 'b.bin', 'a.fountain')).toEqual([
      ['x/shots.csv', 'text/csv', []],
      ['a.fountain', 'text/x-fountain', []],
      ['b.bin', 'application/octet-stream', []],
    ]);
  });

  test('finds pictures in the cells of a table', async () => {
    const files = { 'a.csv': '镜号,图\n1,refs/my pic.png\n2,http://x/y.png\n', 'refs/my pic.png': 'p' };
    expect(await find(files, 'a.csv')).toEqual([['a.csv', 'text/csv', ['refs/my pic.png']]]);
  });

  test.each([
    ['nothing there', {}, 'gone.json', '没有这个文件或目录'],
    ['no input folder', {}, 'input', '没有写分镜文件'],
    ['a folder without one', { 'x/a.png': 'p' }, 'x', '没有分镜文件'],
    ['an empty file', { 'a.json': '' }, 'a.json', '空文件'],
  ])('says so: %s', async (_, files, path, sentence) => {
    await expect(find(files, path)).rejects.toThrow(sentence);
  });
});
