import { folderName } from './folder-name.ts';

/** What names a film's place below the output folder. */
export interface FilmPlace {
  storyboardName: string;
  segmentIndex: number;
  take: number;
  fingerprint: string;
  extension: 'mp4';
}

/**
 * Where a film lies: `{name}/{segment_index}/take-{n}-{start of the fingerprint}.mp4`, with forward slashes. No name
 * leads out of the output folder; the fingerprint keeps films of different content apart under one name.
 * @throws RangeError when a number is no integer from 1 on or the fingerprint is no hash
 */
export function filmKey(place: FilmPlace): string {
  const { storyboardName, segmentIndex, take, fingerprint, extension } = place;
  if (!isCount(segmentIndex) || !isCount(take)) throw new RangeError(`no shot ${segmentIndex}, take ${take}`);
  if (!/^[0-9a-f]{10}/.test(fingerprint)) throw new RangeError('the fingerprint is no hash');
  return `${folderName(storyboardName)}/${segmentIndex}/take-${take}-${fingerprint.slice(0, 10)}.${extension}`;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
