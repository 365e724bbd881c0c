import type { ModeCapabilities, ModelCapabilities } from '@cineflow/core';
import type { ModelRow, Preset } from '../family.ts';

/**
 * Form of a create's body. `flat`: prompt, seconds, size · `form`: the same as a form, with the picture as a file ·
 * `content`: Seedance's list of parts · `dashscope`: Alibaba's `input` and `parameters`.
 */
export type Shape = 'flat' | 'form' | 'content' | 'dashscope';

/** A model, and the form of its create's body. */
interface Row extends ModelRow {
  shape: Shape;
}

/** Models of one relay, and the form of their bodies. */
interface Dialect {
  /** Form for models without a row. */
  usual: Shape;
  rows: readonly Row[];
}

const WIDE = ['16:9', '9:16'];
const FIVE = [...WIDE, '1:1', '4:3', '3:4'];
const HD = ['720p', '1080p'];
const WAN_2_6: ModeCapabilities = { durations: { from: 2, to: 15 }, aspectRatios: WIDE, resolutions: HD };
const WAN_2_7: ModeCapabilities = { ...WAN_2_6, aspectRatios: FIVE };
const HORSE: ModeCapabilities = { durations: { from: 3, to: 15 }, aspectRatios: FIVE, resolutions: HD };
const SEEDANCE: ModeCapabilities = {
  durations: { from: 4, to: 15 },
  aspectRatios: [...FIVE, '21:9', '9:21'],
  resolutions: ['720p', '480p', '1080p'],
};
const FAST_SEEDANCE: ModeCapabilities = { ...SEEDANCE, resolutions: ['720p', '480p'] };
const VEO: ModeCapabilities = { durations: [4, 6, 8], aspectRatios: WIDE, resolutions: HD };

function row(
  shape: Shape,
  id: string,
  modes: ModelCapabilities['modes'],
  more: Partial<ModelCapabilities> = {},
): Row {
  return { shape, id, enabled: true, seed: true, modes, ...more };
}

/** Models the vendor retired keep their rows, so that a shot that names one learns the day and the alternatives. */
const VEO_ENDED = { retiresOn: '2026-10-22' };
const SORA_ENDED = { retiresOn: '2026-09-24' };
const soraOf = (durations: readonly number[]): ModelCapabilities['modes'] => {
  const can = { durations, aspectRatios: WIDE };
  return { text: can, image: can };
};

/** [C] AIhubmix/aihubmix-media-adapters (2026-06). [D] docs.aihubmix.com, Video-Gen. Nothing was tried live. */
const AIHUBMIX: Dialect = {
  usual: 'flat',
  rows: [
    row('flat', 'wan2.6-t2v', { text: WAN_2_6 }, { audio: 'always' }),
    row('flat', 'wan2.6-i2v', { image: WAN_2_6 }, { audio: 'always' }),
    row('flat', 'wan2.7-t2v', { text: WAN_2_7 }, { audio: 'always' }),
    row('dashscope', 'wan2.7-i2v', { image: WAN_2_7, frames: WAN_2_7 }, { audio: 'always' }),
    row('dashscope', 'happyhorse-1.0-t2v', { text: HORSE }),
    row('dashscope', 'happyhorse-1.0-i2v', { image: HORSE }),
    row(
      'content',
      'doubao-seedance-2-0-260128',
      { text: SEEDANCE, image: SEEDANCE, frames: SEEDANCE },
      { audio: 'choice' },
    ),
    row(
      'content',
      'doubao-seedance-2-0-fast-260128',
      { text: FAST_SEEDANCE, image: FAST_SEEDANCE, frames: FAST_SEEDANCE },
      { audio: 'choice' },
    ),
    row('flat', 'veo-3.1-generate-preview', { text: VEO }, VEO_ENDED),
    row('flat', 'veo-3.1-fast-generate-preview', { text: VEO }, VEO_ENDED),
    row('flat', 'veo-3.1-lite-generate-preview', { text: VEO }, VEO_ENDED),
    row('flat', 'sora-2', soraOf([4, 8, 12]), SORA_ENDED),
    row('flat', 'sora-2-pro', soraOf([4, 8, 12, 16, 20]), SORA_ENDED),
  ],
};

const lasting = (seconds: number): ModeCapabilities => ({ durations: [seconds], aspectRatios: WIDE });

/** [C] Client T8mars/Comfyui-zhenzhen (2026-08): the name of a model includes its duration. Nothing was tried live. */
const T8STAR: Dialect = {
  usual: 'form',
  rows: [
    row('form', 'omni_flash-10s', { text: lasting(10) }),
    row('form', 'grok-1.5-video-6s', { image: lasting(6) }),
    row('form', 'grok-1.5-video-10s', { image: lasting(10) }),
    row('form', 'grok-1.5-video-15s', { image: lasting(15) }),
    row('form', 'sora-2', soraOf([10, 15]), SORA_ENDED),
    row('form', 'sora-2-pro', soraOf([10, 15, 25]), SORA_ENDED),
  ],
};

/** T8Star's models on this wire. The account belongs to the family `comfly`, which has its other wire too. */
export const T8STAR_MODELS: readonly ModelRow[] = T8STAR.rows;

const DIALECTS: Readonly<Record<string, Dialect>> = { aihubmix: AIHUBMIX, t8star: T8STAR };

/** Form of a model's body at an account of this preset. */
export function shapeOf({ id }: Pick<Preset, 'id'>, model: string): Shape {
  const { rows, usual } = DIALECTS[id] ?? AIHUBMIX;
  return rows.find((row) => row.id === model)?.shape ?? usual;
}

export const PRESETS: readonly Preset[] = [
  {
    id: 'aihubmix',
    name: 'AIHUBMIX',
    models: AIHUBMIX.rows,
    defaultModel: 'wan2.6-t2v',
    baseUrl: 'https://aihubmix.com/v1',
    about: {
      apiKey: {
        en: 'Key of the AIHubMix account, or AIHUBMIX_API_KEY_FILE with the path of a file that holds it',
        zh: '推理时代 AIHubMix 的密钥，也可用 AIHUBMIX_API_KEY_FILE 指定保存密钥的文件',
      },
      baseUrl: {
        en: 'Address of AIHubMix; /v1 is added where it has no path',
        zh: '推理时代 AIHubMix 接口地址；没有路径时自动补 /v1',
      },
    },
  },
];
