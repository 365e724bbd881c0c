import type { ModeCapabilities, ModelCapabilities, Price } from '@cineflow/core';
import type { Preset } from '../family.ts';

const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4'];
const RESOLUTIONS = ['720P', '1080P'];
const TO_15: ModeCapabilities = {
  durations: { from: 2, to: 15 },
  aspectRatios: RATIOS,
  resolutions: RESOLUTIONS,
};
const TO_10: ModeCapabilities = { ...TO_15, durations: { from: 2, to: 10 }, maxReferences: 5 };
const TO_30: ModeCapabilities = {
  durations: { from: 2, to: 30 },
  aspectRatios: RATIOS,
  resolutions: ['720P', '1080P', '480P'],
};

/** List prices of mainland China, 2026-11-23; charged per second of the finished clip. */
const PRICES_2_6: readonly Price[] = [
  { unit: 'second', resolution: '720P', amountMicros: 600_000, currency: 'CNY' },
  { unit: 'second', resolution: '1080P', amountMicros: 1_000_000, currency: 'CNY' },
];

/** [D] Only finished clips are charged. */
const REFUNDS = ['provider-failed', 'content-policy'] as const;
const SAID = { enabled: true, refunds: REFUNDS, seed: true, negativePrompt: true } as const;
const LEGACY = { ...SAID, maxPromptLength: 1_500, maxNegativePromptLength: 500, audio: 'always' } as const;
const WAN_2_7 = { ...SAID, maxPromptLength: 5_000, audio: 'always' } as const;
const WAN_3 = {
  ...SAID,
  maxPromptLength: 20_000,
  modes: { text: TO_30, image: TO_30, frames: TO_30, references: { ...TO_30, maxReferences: 10 } },
} as const;

const DEFAULT_MODEL = 'wan2.6-t2v';

/** [D] Modes and limits of 2.6. [S] Those of 2.7 and 3.0. A row has no prices if none are known for certain. */
const MODELS: readonly ModelCapabilities[] = [
  { ...LEGACY, id: DEFAULT_MODEL, modes: { text: TO_15 }, prices: PRICES_2_6 },
  { ...LEGACY, id: 'wan2.6-i2v', modes: { image: TO_15 }, prices: PRICES_2_6 },
  { ...LEGACY, id: 'wan2.6-i2v-flash', audio: 'choice', modes: { image: TO_15 } },
  { ...LEGACY, id: 'wan2.6-r2v', modes: { references: TO_10 }, prices: PRICES_2_6 },
  { ...LEGACY, id: 'wan2.6-r2v-flash', audio: 'choice', modes: { references: TO_10 } },
  { ...WAN_2_7, id: 'wan2.7-t2v', modes: { text: TO_15 } },
  { ...WAN_2_7, id: 'wan2.7-i2v', modes: { image: TO_15, frames: TO_15 } },
  { ...WAN_2_7, id: 'wan2.7-r2v', modes: { references: TO_10 } },
  { ...WAN_3, id: 'wan3.0-video' },
  { ...WAN_3, id: 'wan3.0-video-prime' },
];

export const PRESETS: readonly Preset[] = [
  {
    id: 'dashscope',
    name: 'DASHSCOPE',
    models: MODELS,
    defaultModel: DEFAULT_MODEL,
    pricesOf: '2026-11-23',
    baseUrl: 'https://dashscope.aliyuncs.com',
    about: {
      apiKey: {
        en: 'Key of Alibaba Cloud Model Studio (DashScope: Wan), or DASHSCOPE_API_KEY_FILE with the path of a file that holds it',
        zh: '阿里云百炼（DashScope，通义万相）密钥，也可用 DASHSCOPE_API_KEY_FILE 指定保存密钥的文件',
      },
      baseUrl: {
        en: 'Address of DashScope: mainland China; key and address must be of one region. At a relay with its path, such as https://relay.example/wan',
        zh: 'DashScope 接口地址，默认中国内地；密钥与地址须属同一地域。中转站写到其路径，如 https://relay.example/wan',
      },
    },
  },
];
