import type { OverlayOptions } from 'sharp';
import { loadSharp } from '../load-sharp.ts';
import { decoding, openPicture } from '../open-picture.ts';
import { inTurn } from '../turns.ts';
import { drawLabels } from './draw-labels.ts';
import { type Cell, layOut } from './lay-out.ts';

export interface Panel {
  /** `picture`: a reference of the shot itself. */
  readonly kind: 'picture' | 'character' | 'scene' | 'prop';
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Matrix {
  readonly bytes: Buffer;
  readonly mediaType: 'image/jpeg';
  readonly width: number;
  readonly height: number;
  readonly layout: { readonly columns: number; readonly rows: number };
}

const MAX_PANELS = 16;
const LABEL_HEIGHT = 52;
const ORDER: readonly Panel['kind'][] = ['picture', 'character', 'scene', 'prop'];

/** The order of panels: references of the shot, characters, scenes, props. */
export function orderPanels<Kind extends Pick<Panel, 'kind'>>(panels: readonly Kind[]): Kind[] {
  return panels.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}

/**
 * One labelled picture of several, in the shape of the wanted clip; every panel is shown whole. The same panels give the
 * same bytes.
 * @throws PictureError
 */
export async function stitchMatrix(
  panels: readonly Panel[],
  options: { readonly aspectRatio: string },
): Promise<Matrix> {
  if (panels.length === 0 || panels.length > MAX_PANELS) {
    throw new RangeError(`a matrix has 1 to ${MAX_PANELS} panels, not ${panels.length}`);
  }
  const ordered = orderPanels(panels);
  const layout = layOut(panels.length, options.aspectRatio);
  return await inTurn(async () => {
    const overlays = [
      ...(await drawPanels(ordered, layout.cells)),
      ...(await placeLabels(ordered, layout.cells)),
    ];
    const { width, height, columns, rows } = layout;
    const sharp = await loadSharp();
    const bytes = await sharp({ create: { width, height, channels: 3, background: '#e4e6ea' } })
      .composite(overlays)
      .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
      .toBuffer();
    return { bytes, mediaType: 'image/jpeg', width, height, layout: { columns, rows } };
  });
}

/** One after the other: a whole picture in memory at a time. */
async function drawPanels(panels: readonly Panel[], cells: readonly Cell[]): Promise<OverlayOptions[]> {
  const overlays: OverlayOptions[] = [];
  for (const [index, cell] of cells.entries()) {
    const panel = panels[index];
    if (panel !== undefined) overlays.push(await drawPanel(panel, cell));
  }
  return overlays;
}

async function drawPanel({ bytes }: Panel, cell: Cell): Promise<OverlayOptions> {
  const { upright } = await openPicture(bytes);
  const card = upright()
    .resize(cell.width, cell.height - LABEL_HEIGHT, { fit: 'contain', background: '#fff' })
    .flatten({ background: '#fff' })
    .raw();
  const { data, info } = await decoding(card.toBuffer({ resolveWithObject: true }));
  const { width, height, channels } = info;
  return { input: data, raw: { width, height, channels }, left: cell.left, top: cell.top };
}

async function placeLabels(panels: readonly Panel[], cells: readonly Cell[]): Promise<OverlayOptions[]> {
  const bar = { width: cells[0]?.width ?? 0, height: LABEL_HEIGHT };
  const labels = await drawLabels(panels, bar);
  return cells.map(({ left, top, height }, index) => ({
    input: labels[index] ?? Buffer.alloc(0),
    raw: { ...bar, channels: 4 as const },
    left,
    top: top + height - LABEL_HEIGHT,
  }));
}
