import { cleanImageUrl } from './clean-image-url.ts';
import { fieldOf, isAbsent, isRecord } from './json-value.ts';

/** What a value says: one of ours, one that cannot be rendered, or nothing certain. */
export type Reading =
  | { kind: 'certain'; value: string | number | boolean; isPlain: boolean }
  | { kind: 'impossible' }
  | { kind: 'unclear' };

const UNCLEAR: Reading = { kind: 'unclear' };
/** Sizes are multiples of 8 or 16, so 704x1280 still means 9:16. */
const RATIO_TOLERANCE = 0.05;
const SECONDS = /^(?:约|大约|~|≈)?(\d{1,6}(?:\.\d{1,6})?)(?:s|secs?|seconds?|秒|秒钟)?$/u;
const RATIO = /(\d{1,6}(?:\.\d{1,4})?)[:x×*/](\d{1,6}(?:\.\d{1,4})?)/u;
const MAX_LENGTH = 60;
/** The shapes models are sold in. */
const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '5:4', '4:5', '21:9', '9:21'];
/** Stands for every other shape. */
const NO_RATIO = 'none';
/** The documented words; any other spelling is told of. */
const PLAIN_WORDS = new Set(['vertical', 'horizontal']);

const WORDS = new Map<string, string>([
  ...spell('9:16', 'vertical portrait upright 竖屏 竖版 竖向 纵向 竖构图 竖 豎屏 直式'),
  ...spell('16:9', 'horizontal landscape widescreen 横屏 横版 横向 横构图 横 橫屏 橫式 宽屏'),
  ...spell('1:1', 'square 方形 正方形 方屏'),
]);

/** Reads a length: 10, "10", "10s", "10 秒", "约10秒". A range or a time code is not certain. */
export function readSecondsOf(value: unknown): Reading {
  if (typeof value === 'number') {
    return Number.isFinite(value) && value > 0 ? { kind: 'certain', value, isPlain: true } : UNCLEAR;
  }
  const match = SECONDS.exec(plainText(value) ?? '');
  const seconds = Number(match?.[1] ?? 0);
  return seconds > 0 ? { kind: 'certain', value: seconds, isPlain: false } : UNCLEAR;
}

/** Reads a length in thousandths of a second: 2000, "2000ms". */
export function readMillisecondsOf(value: unknown): Reading {
  const text = typeof value === 'string' ? (plainText(value) ?? '').replace(/(?:ms|毫秒)$/u, '') : value;
  const reading = readSecondsOf(text);
  if (reading.kind !== 'certain') return reading;
  return { kind: 'certain', value: Number(reading.value) / 1000, isPlain: false };
}

/** Reads the shape of a clip as a ratio: words in English and Chinese, ratios, sizes. */
export function readOrientationOf(value: unknown): Reading {
  if (isRecord(value)) return readOrientationOf(sizeOf(value));
  const text = plainText(value);
  if (text === null || typeof value !== 'string') return UNCLEAR;
  const ratio = RATIO.exec(text);
  const word = text.replace(ratio?.[0] ?? '', '').replaceAll(/[()[\]【】,、|-]/gu, '');
  const fromWord = WORDS.get(word);
  if (ratio === null) return toReading(fromWord, value);
  const fromRatio = nearestRatio(Number(ratio[1]) / Number(ratio[2]));
  if (word !== '' && fromWord !== fromRatio) return UNCLEAR;
  return toReading(fromRatio, value);
}

const SIZE = /^(?:\d{3,4}p|[1248]k)$/u;

/** Reads a picture size: `720p`, `1080P`, `4k`, in small letters. */
export function readSizeOf(value: unknown): Reading {
  const text = plainText(value) ?? '';
  return SIZE.test(text) ? { kind: 'certain', value: text, isPlain: true } : UNCLEAR;
}

const ON = new Set('true on yes 开 开启 是 有 有声'.split(' '));
const OFF = new Set('false off no mute 关 关闭 否 无 无声 静音'.split(' '));

/** Reads whether something is wanted: true, "on", 开, "false", 静音. */
export function readSwitchOf(value: unknown): Reading {
  if (typeof value === 'boolean') return { kind: 'certain', value, isPlain: true };
  const text = plainText(value) ?? '';
  return ON.has(text) || OFF.has(text) ? { kind: 'certain', value: ON.has(text), isPlain: false } : UNCLEAR;
}

/** The largest seed every vendor takes. */
const MAX_SEED = 2_147_483_647;

/** Reads a seed. -1 is no seed: with some tools it means a random one. */
export function readSeedOf(value: unknown): Reading {
  const text = typeof value === 'string' ? (plainText(value) ?? '') : '';
  const seed = typeof value === 'number' ? value : /^\d{1,10}$/u.test(text) ? Number(text) : NaN;
  const isSeed = Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED;
  return isSeed ? { kind: 'certain', value: seed, isPlain: typeof value === 'number' } : UNCLEAR;
}

/** A picture we hold, as `findUpload` names it. */
const ASSET = /^asset:[0-9a-f]{64}$/u;

/** True for a picture we hold. */
export function isAsset(url: string): boolean {
  return ASSET.test(url);
}

/** Reads the address of one picture: text, a list of one, or an object with its `url`. */
export function readPictureOf(value: unknown): Reading {
  const text = pictureText(value);
  if (text !== null && isAsset(text)) return { kind: 'certain', value: text, isPlain: true };
  const url = text === null || text.length > 16_000 ? null : cleanImageUrl(text);
  return url === null ? UNCLEAR : { kind: 'certain', value: url, isPlain: true };
}

const NO_PICTURE = new Set(['null', 'none', 'undefined', 'n/a', 'nil', '-', '无']);

/** True for words that stand for no picture. */
export function isNoPicture(value: unknown): boolean {
  return typeof value === 'string' && NO_PICTURE.has(value.trim().toLowerCase());
}

/** Reads a text as it is. */
export function readWordsOf(value: unknown): Reading {
  return typeof value === 'string' ? { kind: 'certain', value: value.trim(), isPlain: true } : UNCLEAR;
}

function pictureText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const given = value.filter((entry) => !isAbsent(entry));
    return given.length === 1 && !Array.isArray(given[0]) ? pictureText(given[0]) : null;
  }
  const url = isRecord(value) ? fieldOf(value, 'url') : null;
  return typeof url === 'string' ? url : null;
}

function toReading(ratio: string | undefined, value: string): Reading {
  if (ratio === undefined) return UNCLEAR;
  if (ratio === NO_RATIO) return { kind: 'impossible' };
  const isPlain = PLAIN_WORDS.has(value.trim().toLowerCase()) || value.trim() === ratio;
  return { kind: 'certain', value: ratio, isPlain };
}

/** The ratio models have that is nearest to this one. */
function nearestRatio(asked: number): string {
  const [first = NO_RATIO] = RATIOS.map((name) => ({ name, off: Math.abs(asked / valueOf(name) - 1) }))
    .filter(({ off }) => off <= RATIO_TOLERANCE)
    .toSorted((a, b) => a.off - b.off)
    .map(({ name }) => name);
  return first;
}

function valueOf(ratio: string): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}

function sizeOf(value: Record<string, unknown>): string {
  const [width, height] = [fieldOf(value, 'width'), fieldOf(value, 'height')];
  return pairText(width, height) ?? '';
}

/** `720x1280` from the two numbers of a size, written as numbers or text; null where one is neither. */
export function pairText(width: unknown, height: unknown): string | null {
  const isSide = (side: unknown) => typeof side === 'number' || typeof side === 'string';
  return isSide(width) && isSide(height) ? `${width}x${height}` : null;
}

/** The text without spaces, in small letters and half-width; null for what is no short text. */
function plainText(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return null;
  return value.normalize('NFKC').toLowerCase().replaceAll(/\s/gu, '');
}

function spell(meant: string, words: string): [string, string][] {
  return words.split(' ').map((word) => [word, meant]);
}
