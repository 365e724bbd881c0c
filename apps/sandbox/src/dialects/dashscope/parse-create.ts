import type { Order } from '../../operations/operation.ts';
import { type AskedPicture, toPictures, toRole } from '../../pictures/picture-roles.ts';

/** Fen per second, of 2.6 in mainland China; taken for every model. */
const PRICES: Readonly<Record<string, number>> = { '480P': 60, '720P': 60, '1080P': 100 };
const SIZES_720P = new Set(['1280*720', '720*1280', '960*960', '1088*832', '832*1088']);
const SIZES_1080P = new Set(['1920*1080', '1080*1920', '1440*1440', '1632*1248', '1248*1632']);
const SHORTEST = 2;
const LONGEST = 30;

type Fields = Readonly<Record<string, unknown>>;

/** Reads a create's body; a text is the reason why it is not acceptable. */
export function parseCreate(body: unknown): Order | string {
  const { model, input, parameters } = toFields(body);
  const { prompt } = toFields(input);
  const { duration, size, resolution = tierOf(size), ratio = size } = toFields(parameters);
  if (typeof model !== 'string' || !/^wan\d/.test(model)) return 'model';
  if (typeof prompt !== 'string' || prompt.trim() === '') return 'input.prompt';
  const isDuration =
    Number.isInteger(duration) && Number(duration) >= SHORTEST && Number(duration) <= LONGEST;
  if (!isDuration) return 'parameters.duration';
  // The vendor takes 1080P where nothing is said; here that is a mistake, for it is billed.
  const price = PRICES[String(resolution)];
  if (price === undefined) return 'parameters.size or parameters.resolution';
  return {
    prompt,
    pictures: readPictures(toFields(input)),
    isPro: resolution === '1080P',
    durationSeconds: Number(duration),
    resolution: isUpright(ratio) ? 'vertical' : 'horizontal',
    quality: 'normal',
    removeWatermark: true,
    model,
    priceCents: price * Number(duration),
    refundsFailed: true,
  };
}

function tierOf(size: unknown): string | undefined {
  if (SIZES_720P.has(String(size))) return '720P';
  return SIZES_1080P.has(String(size)) ? '1080P' : undefined;
}

/** Whether `720*1280` or `9:16` is higher than wide. */
function isUpright(ratio: unknown): boolean {
  const [width = 0, height = 0] = String(ratio).split(/[*:]/).map(Number);
  return height > width;
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** In the form of 2.6, and of all since; clips to look like are no pictures. */
function readPictures({ img_url, reference_urls, media }: Fields): AskedPicture[] {
  const parts = (Array.isArray(media) ? media : []).map(toFields);
  return [
    ...toPictures('first', img_url),
    ...toPictures('ref', reference_urls),
    ...parts
      .filter(({ type }) => type !== 'reference_video')
      .flatMap(({ type, url }) => toPictures(toRole(type), url)),
  ];
}
