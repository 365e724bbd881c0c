import type { SKRSContext2D } from '@napi-rs/canvas';
import { findFonts } from './find-fonts.ts';

export interface Label {
  readonly kind: 'picture' | 'character' | 'scene' | 'prop';
  readonly name: string;
}

export interface Bar {
  readonly width: number;
  readonly height: number;
}

const TITLES: Readonly<Record<Label['kind'], string>> = {
  picture: '参考 Reference',
  character: '角色 Character',
  scene: '场景 Scene',
  prop: '道具 Prop',
};

/** Dark enough for white letters; one colour for each kind. */
const COLOURS: Readonly<Record<Label['kind'], string>> = {
  picture: '#4a4f57',
  character: '#1d3f72',
  scene: '#1f5a42',
  prop: '#6b3a1e',
};

/** All labels of a matrix have one size of letters: the first in which every one fits, else the last. */
const SIZES = [32, 28, 24] as const;
const PADDING = 14;
const ELLIPSIS = '…';
/** What a reader needs of a name to know it again. */
const FEWEST_LETTERS = 4;
const MOST_LETTERS = 200;

/** Draws each label on a bar of its own, as RGBA. A name that is too long ends in an ellipsis. */
export async function drawLabels(labels: readonly Label[], bar: Bar): Promise<Buffer[]> {
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas');
  const canvas = createCanvas(bar.width, bar.height);
  const context = canvas.getContext('2d');
  // Otherwise the language of the machine chooses among forms of a character.
  context.lang = 'zh-Hans';
  const room = bar.width - 2 * PADDING;
  const texts = labels.map((label) => ({ ...label, name: tidy(label.name) }));
  const fonts = texts.map((label) => findFonts(`${compose(label)}${ELLIPSIS}`, GlobalFonts));
  const fits = (size: number): boolean =>
    texts.every((label, index) => measure(context, fontOf(size, fonts[index]), compose(label)) <= room);
  const size = SIZES.find(fits) ?? SIZES[2];
  return texts.map((label, index) => {
    context.fillStyle = COLOURS[label.kind];
    context.fillRect(0, 0, bar.width, bar.height);
    context.font = fontOf(size, fonts[index]);
    context.fillStyle = '#fff';
    context.fillText(shorten(context, label, room), PADDING, Math.round(bar.height / 2 + size * 0.36));
    return Buffer.from(canvas.data());
  });
}

function fontOf(size: number, families = ''): string {
  return `600 ${size}px ${families}`;
}

function compose({ kind, name }: Label, title = TITLES[kind]): string {
  return name === '' ? title : `${title} · ${name}`;
}

function measure(context: SKRSContext2D, font: string, text: string): number {
  context.font = font;
  return context.measureText(text).width;
}

/** What fits of a label. Where little of the name would be left, the English title gives way to it. */
function shorten(context: SKRSContext2D, label: Label, room: number): string {
  const whole = compose(label);
  const fits = (text: string): boolean => context.measureText(text).width <= room;
  if (fits(whole)) return whole;
  const letters = [...new Intl.Segmenter('zh').segment(label.name)].map(({ segment }) => segment);
  const cut = (title: string, fewest: number): string | undefined => {
    for (let kept = Math.min(letters.length - 1, MOST_LETTERS); kept >= fewest; kept -= 1) {
      const name = `${letters.slice(0, kept).join('').trimEnd()}${ELLIPSIS}`;
      const text = compose({ ...label, name }, title);
      if (fits(text)) return text;
    }
    return undefined;
  };
  const [chinese = ''] = TITLES[label.kind].split(' ');
  const brief = compose(label, chinese);
  return cut(TITLES[label.kind], FEWEST_LETTERS) ?? (fits(brief) ? brief : (cut(chinese, 1) ?? chinese));
}

/** One line without characters that cannot be seen. */
function tidy(name: string): string {
  return name
    .slice(0, 2 * MOST_LETTERS)
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
}
