import type { ModeCapabilities, ModelCapabilities, Price } from '@cineflow/core';
import type { Preset } from '../family.ts';
import { VEO_MODES } from '../kit/google/veo.ts';

const TO_10: ModeCapabilities = {
  durations: { from: 3, to: 10 },
  aspectRatios: ['16:9', '9:16'],
  resolutions: ['720p', '1080p', '4k', '360p'],
};
const TO_15: ModeCapabilities = { ...TO_10, durations: { from: 3, to: 15 } };
const REFERENCES: ModeCapabilities = { ...TO_10, maxReferences: 3 };

/** [S] 2026-11-23, about $0.10; prices of other sizes are not certain. */
const PRICES: readonly Price[] = [
  { unit: 'second', resolution: '720p', amountMicros: 100_000, currency: 'USD' },
];
const OMNI = { enabled: true, audio: 'always', prices: PRICES } as const;
const VEO_ENDED = {
  enabled: true,
  audio: 'always',
  negativePrompt: true,
  retiresOn: '2026-10-22',
} as const;

const DEFAULT_MODEL = 'gemini-omni-1.1-flash';

/** [D] Limits of 1.1. [S] 1.2 makes longer clips, but not between two frames. */
const MODELS: readonly ModelCapabilities[] = [
  { ...OMNI, id: DEFAULT_MODEL, modes: { text: TO_10, image: TO_10, frames: TO_10, references: REFERENCES } },
  {
    ...OMNI,
    id: 'gemini-omni-1.2-flash',
    modes: { text: TO_15, image: TO_15, frames: TO_10, references: REFERENCES },
  },
  { ...VEO_ENDED, id: 'veo-3.1-generate-preview', modes: VEO_MODES.standard },
  { ...VEO_ENDED, id: 'veo-3.1-fast-generate-preview', modes: VEO_MODES.fast },
  { ...VEO_ENDED, id: 'veo-3.1-lite-generate-preview', modes: VEO_MODES.lite },
];

export const PRESETS: readonly Preset[] = [
  {
    id: 'gemini',
    name: 'GEMINI',
    models: MODELS,
    defaultModel: DEFAULT_MODEL,
    pricesOf: '2026-11-23',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    about: {
      apiKey: {
        en: 'Key of Google AI Studio (Gemini Omni), or GEMINI_API_KEY_FILE with the path of a file that holds it',
        zh: 'Google AI Studio 密钥（Gemini Omni），也可用 GEMINI_API_KEY_FILE 指定保存密钥的文件',
      },
      baseUrl: {
        en: 'Address of the Gemini API; /v1beta is added where it ends in no version',
        zh: 'Gemini 接口地址；末尾没有版本时自动补 /v1beta',
      },
    },
  },
];
