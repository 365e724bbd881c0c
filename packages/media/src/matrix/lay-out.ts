/** Where one panel lies on the matrix, in pixels. */
export interface Cell {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** In reading order. */
  readonly cells: readonly Cell[];
}

const LONGEST_SIDE = 2048;
const GAP = 16;
/** The most columns of an upright picture: labels need their room. */
const MOST_UPRIGHT = 3;
/** Beyond this, cells are too narrow to show anything. */
const STEEPEST = 4;

/**
 * Divides a picture of the wanted shape among panels. Up to three stand in a row, or in a column where it is upright.
 * More stand in the grid nearest to a square; an unfinished last row is in the middle.
 */
export function layOut(count: number, aspectRatio: string): Layout {
  const ratio = readRatio(aspectRatio);
  const width = ratio >= 1 ? LONGEST_SIDE : even(LONGEST_SIDE * ratio);
  const height = ratio >= 1 ? even(LONGEST_SIDE / ratio) : LONGEST_SIDE;
  const long = count <= 3 ? count : Math.ceil(Math.sqrt(count));
  const short = Math.ceil(count / long);
  const columns = ratio >= 1 ? long : Math.min(short, MOST_UPRIGHT);
  const rows = Math.ceil(count / columns);
  const cellWidth = share(width, columns);
  const cellHeight = share(height, rows);
  const cells = Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    return {
      left: start(width, cellWidth, inRow) + (index % columns) * (cellWidth + GAP),
      top: start(height, cellHeight, rows) + row * (cellHeight + GAP),
      width: cellWidth,
      height: cellHeight,
    };
  });
  return { width, height, columns, rows, cells };
}

function readRatio(text: string): number {
  const [, across, down] = /^(\d{1,4}):(\d{1,4})$/.exec(text) ?? [];
  const ratio = Number(across) / Number(down);
  if (ratio >= 1 / STEEPEST && ratio <= STEEPEST) return ratio;
  throw new RangeError(`an aspect ratio is written like "16:9", between 1:4 and 4:1, not "${text}"`);
}

function even(value: number): number {
  return Math.round(value / 2) * 2;
}

/** The room of one of several cells, with gaps between and around them. */
function share(room: number, cells: number): number {
  return Math.floor((room - GAP * (cells + 1)) / cells);
}

/** Where the first of several cells starts, so that all stand in the middle. */
function start(room: number, cell: number, cells: number): number {
  return Math.floor((room - cells * cell - (cells - 1) * GAP) / 2);
}
