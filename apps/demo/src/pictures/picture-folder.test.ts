import { expect, test } from 'vitest';
import { filesOfShots, PICTURE_FOLDER, readPictureFolder } from './picture-folder.ts';
import { sharesOf } from './post-pictures.ts';

test('the example names every file, and a file for every name', async () => {
  const folder = await readPictureFolder(PICTURE_FOLDER);
  const shots = filesOfShots(folder);
  const named = new Set([...shots.values()].flat().map(({ path }) => path));
  expect([...named].sort()).toEqual(folder.files.map(({ path }) => path).sort());
  const kinds = Map.groupBy(folder.files, ({ path }) => path.split('/')[1]);
  expect([...kinds].map(([kind, files]) => [kind, files.length])).toEqual([
    ['character', 3],
    ['props', 4],
    ['scene', 2],
  ]);
  for (const { segment_index: index, asset } of folder.document.segments) {
    const names = [...asset.characters, ...(asset.scene === undefined ? [] : [asset.scene]), ...asset.props];
    expect(shots.get(index)?.length).toBe(names.length);
  }
  for (const faults of [false, true]) {
    const shared = sharesOf(faults).flatMap(({ shots: { from, to } }) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index),
    );
    expect(shared).toEqual([...shots.keys()]);
  }
});
