import { folderName } from './folder-name.ts';

/** Parts of a clip's path below the output folder. */
export interface ClipPlace {
  storyboardName: string;
  segmentIndex: number;
  takeNumber: number;
  fingerprint: string;
  extension: 'mp4';
}

/**
 * Key of a clip: `{name}/{segment_index}/take-{n}-{start of the fingerprint}.mp4`, with forward slashes.
 * No name leads out of the output folder. The fingerprint keeps clips of different content apart.
 * @throws RangeError when a number is not a positive integer or the fingerprint is no hash
 */
export function clipKey(place: ClipPlace): string {
  const { storyboardName, segmentIndex, takeNumber, fingerprint, extension } = place;
  if (!isCount(segmentIndex) || !isCount(takeNumber))
    throw new RangeError(`no shot ${segmentIndex}, take ${takeNumber}`);
  if (!/^[0-9a-f]{10}/.test(fingerprint)) throw new RangeError('the fingerprint is no hash');
  return `${folderName(storyboardName)}/${segmentIndex}/take-${takeNumber}-${fingerprint.slice(0, 10)}.${extension}`;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
