import { describe, expect, test } from 'vitest';
import { readFolders } from './read-folders.ts';

function sort(...paths: string[]): string[] {
  return readFolders(paths).entries.map(
    ({ kind, name, alias, paths: [...found] }) =>
      `${kind} ${name}${alias === null ? '' : ` = ${alias}`}: ${found.join()}`,
  );
}

describe('pictures in folders', () => {
  test.each([
    ['asset/character/小美.png', 'character 小美'],
    ['asset/characters/小美.png', 'character 小美'],
    ['Assets/Scene/走廊.JPG', 'scene 走廊'],
    ['asset/props/雨伞.webp', 'prop 雨伞'],
    ['asset/角色/小美.png', 'character 小美'],
    ['人物/小美.heic', 'character 小美'],
    ['场景/走廊.png', 'scene 走廊'],
    ['素材/道具/雨伞.png', 'prop 雨伞'],
    ['asset/character/小美/正面.png', 'character 小美'],
    ['asset/scene/Room 404.png', 'scene Room 404'],
  ])('%s shows: %s', (path, shown) => {
    expect(sort(path)).toEqual([`${shown}: ${path}`]);
  });

  test.each([
    ['character/小美.png'],
    ['asset/小美.png'],
    ['asset/character/notes.txt'],
    ['refs/asset/character/小美.png'],
    ['__MACOSX/asset/character/小美.png'],
    ['asset/character/.hidden/1.png'],
    ['asset/character/._小美.png'],
  ])('%s shows no one', (path) => {
    expect(sort(path)).toEqual([]);
  });

  test('of one name are its pictures, in natural order', () => {
    const paths = ['小美_10.png', '小美-2.png', '小美 (3).png', '小美.png', '小美/1.png'].map(
      (name) => `asset/character/${name}`,
    );
    const [entry, ...others] = readFolders(paths).entries;
    expect(others).toEqual([]);
    expect(entry?.name).toBe('小美');
    expect(entry?.paths).toHaveLength(5);
  });

  test('keep their number as an alias while they are alone', () => {
    expect(sort('asset/scene/Room_12.png')).toEqual(['scene Room = Room_12: asset/scene/Room_12.png']);
  });

  test('keep a number that the bible has in a name', () => {
    const { entries } = readFolders(
      ['asset/scene/Room_12.png'],
      (kind, name) => `${kind} ${name}` === 'scene Room_12',
    );
    expect(entries).toMatchObject([{ name: 'Room_12', alias: null }]);
  });

  test.each([
    ['asset/segment/1.png', 1],
    ['asset/segments/001.png', 1],
    ['asset/segment/segment_12.png', 12],
    ['asset/segment/镜头3.png', 3],
    ['分镜/第4镜.png', 4],
    ['asset/segment/5/a.png', 5],
  ])('%s is the first frame of shot %i', (path, number) => {
    expect([...readFolders([path]).frames]).toEqual([[number, path]]);
  });

  test.each([['asset/segment/0.png'], ['asset/segment/opening.png'], ['asset/segment/1.json']])(
    '%s is no first frame',
    (path) => expect(readFolders([path]).frames.size).toBe(0),
  );
});
