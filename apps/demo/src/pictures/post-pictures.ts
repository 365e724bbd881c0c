import { StoryboardAccepted } from '@cineflow/contracts';
import { postForm } from '../api-client.ts';
import type { PictureFolder } from './picture-folder.ts';

/** A share of the shots, for one provider. */
export interface Share {
  readonly provider: string;
  readonly model?: string;
  readonly shots: { readonly from: number; readonly to: number };
}

const UNLISTED = 'gemini';

/** Three ways for pictures: by link, as bytes within the request, and as one sheet where only one is taken. */
const SHARES: readonly Share[] = [
  { provider: 'dashscope', model: 'wan2.6-r2v', shots: { from: 1, to: 4 } },
  { provider: UNLISTED, shots: { from: 5, to: 8 } },
  { provider: 'sora-hk', shots: { from: 9, to: 12 } },
];

/** With faults all goes to providers that list what they accepted: elsewhere a lost answer waits for a person. */
export function sharesOf(faults: boolean): readonly Share[] {
  const [listed] = SHARES;
  if (!faults || listed === undefined) return SHARES;
  return SHARES.map((share) => (share.provider === UNLISTED ? { ...listed, shots: share.shots } : share));
}

/** Uploads the folder with a share of its shots. @throws DemoError with every problem the API found */
export async function postShare(
  apiUrl: string,
  { document, files }: PictureFolder,
  { shots, ...options }: Share,
): Promise<StoryboardAccepted> {
  const isMine = ({ segment_index: index }: { segment_index: number }): boolean =>
    index >= shots.from && index <= shots.to;
  const form = new FormData();
  form.set('storyboard', JSON.stringify({ ...document, segments: document.segments.filter(isMine) }));
  form.set('options', JSON.stringify(options));
  for (const { path, bytes } of files) form.append('picture', new Blob([bytes]), path);
  return postForm(`${apiUrl}/v1/storyboards`, form, StoryboardAccepted);
}
