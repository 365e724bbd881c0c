import type { FieldError } from '@cineflow/contracts';
import { FRAME_SCHEME, type GenerationInput, type MatrixPanel, type PlannedStoryboard } from '@cineflow/core';
import { cleanPicture, stitchMatrix } from '@cineflow/media';
import { ASSET_SCHEME } from '@cineflow/platform';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { keepMade, orNotReady, ownerOf } from './keep-picture.ts';

type Making = Pick<Context, 'book' | 'assets' | 'settings'>;

/** A stitched picture that an order needs. */
interface Matrix {
  sha256: string;
  aspectRatio: string;
  panels: readonly MatrixPanel[];
}

/** The order with the hashes of all our pictures it needs, or as it was without any. */
export function withPictures(storyboard: PlannedStoryboard): PlannedStoryboard {
  const sha256s = new Set<string>();
  for (const { sha256, panels = [] } of inputsOf(storyboard)) {
    if (sha256 !== undefined) sha256s.add(sha256);
    for (const panel of panels) sha256s.add(panel.sha256);
  }
  return sha256s.size === 0 ? storyboard : { ...storyboard, assets: [...sha256s] };
}

function* inputsOf({ takes }: PlannedStoryboard): Generator<GenerationInput> {
  for (const take of takes) for (const { request } of take.routes ?? [take]) yield* request.inputs;
}

/** Checks and makes what an order needs of our pictures, before anything is spent. @throws ProblemError */
export async function preparePictures(
  context: Making & Pick<Context, 'pictures' | 'providers'>,
  caller: Caller,
  storyboard: PlannedStoryboard,
): Promise<void> {
  demandReachable(context, storyboard);
  await makeMatrices(context, caller, storyboard);
}

/**
 * Refuses an order whose provider cannot get the pictures that we keep, before anything is spent.
 * @throws ProblemError `invalid-document` with what would make it work
 */
function demandReachable(
  { pictures, providers }: Pick<Context, 'pictures' | 'providers'>,
  storyboard: PlannedStoryboard,
): void {
  const unreachable = new Map<string, number>();
  for (const take of storyboard.takes) {
    for (const { providerId, request } of take.routes ?? [take]) {
      const provider = providers.get(providerId);
      const hasOurs = request.inputs.some(({ url }) => isOurs(url));
      if (provider === undefined || !hasOurs || pictures.wayTo(provider) !== null) continue;
      if (!unreachable.has(providerId)) unreachable.set(providerId, take.segmentIndex);
    }
  }
  if (unreachable.size === 0) return;
  const errors = [...unreachable].map(([providerId, segmentIndex]): FieldError => {
    return {
      pointer: '',
      code: 'picture-unreachable',
      detail: `the provider ${providerId} fetches pictures by their address, and cannot reach those kept here (first shot: ${segmentIndex})`,
      value: providerId,
      fix: 'Set CINEFLOW_PUBLIC_URL to the address under which the internet reaches this API, or keep pictures in an object store (CINEFLOW_STORAGE=s3), or write http(s) addresses of pictures.',
    };
  });
  throw new ProblemError('invalid-document', { detail: 'Nothing was ordered: see errors.', errors });
}

/** True for a picture that we keep, or shall keep. */
function isOurs(url: string): boolean {
  return url.startsWith(ASSET_SCHEME) || url.startsWith(FRAME_SCHEME);
}

/** Makes the stitched pictures of an order that are not there yet. */
async function makeMatrices(context: Making, caller: Caller, storyboard: PlannedStoryboard): Promise<void> {
  const wanted = new Map(matricesOf(storyboard).map((matrix) => [matrix.sha256, matrix]));
  const known = await context.book.assets.find({ owner: ownerOf(caller), sha256s: [...wanted.keys()] });
  for (const { sha256 } of known) wanted.delete(sha256);
  for (const matrix of wanted.values()) await make(context, caller, matrix);
}

function matricesOf({ takes }: PlannedStoryboard): Matrix[] {
  const requests = takes.flatMap((take) => take.routes ?? [take]).map(({ request }) => request);
  return requests.flatMap(({ inputs, aspectRatio }) =>
    inputs.flatMap(({ sha256, panels }) =>
      sha256 === undefined || panels === undefined ? [] : [{ sha256, panels, aspectRatio }],
    ),
  );
}

async function make(context: Making, caller: Caller, { sha256, aspectRatio, panels }: Matrix): Promise<void> {
  const shown = await Promise.all(
    panels.map(async (panel) => ({ ...panel, bytes: await bytesOf(context, panel.sha256) })),
  );
  const { bytes } = await stitchMatrix(shown, { aspectRatio: isRatio(aspectRatio) ? aspectRatio : '16:9' });
  const picture = await cleanPicture(bytes);
  const name = `matrix of ${panels.map((panel) => panel.name).join(', ')}`.slice(0, 200);
  await keepMade(context, caller, { sha256, name, panels, picture: { ...picture, bytes } });
}

/** Some models take words, such as `adaptive`. */
function isRatio(text: string): boolean {
  return /^\d+:\d+$/.test(text);
}

async function bytesOf({ book, assets }: Making, sha256: string): Promise<Buffer> {
  const facts = await book.assets.facts({ sha256 });
  const bytes = facts && (await orNotReady(assets.bytes({ sha256, mediaType: facts.mediaType })));
  if (bytes === null)
    throw notReady(`The file of the picture ${ASSET_SCHEME}${sha256} is lost; send it again.`);
  return bytes;
}
