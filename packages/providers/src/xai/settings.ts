import type { ModeCapabilities, ModelCapabilities, Price } from '@cineflow/core';
import type { Preset } from '../family.ts';

const CLIP: ModeCapabilities = {
  durations: { from: 1, to: 15 },
  aspectRatios: ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'],
  resolutions: ['720p', '480p'],
};
const FINE: ModeCapabilities = { ...CLIP, resolutions: ['720p', '1080p', '480p'] };
const REFERENCES: ModeCapabilities = { ...CLIP, maxReferences: 7 };
const COMMON = { enabled: true, maxPromptLength: 4_096 } as const;

/** List prices of 2026-11-23, per second of the clip; each input picture adds about $0.002. */
const dollars = (resolution: string, amountMicros: number): Price => ({
  unit: 'second',
  resolution,
  amountMicros,
  currency: 'USD',
});

const DEFAULT_MODEL = 'grok-imagine-video';

/** A row has no prices if none are known for certain. */
const MODELS: readonly ModelCapabilities[] = [
  {
    ...COMMON,
    id: DEFAULT_MODEL,
    modes: { text: CLIP, image: CLIP, references: REFERENCES },
    prices: [dollars('480p', 50_000), dollars('720p', 70_000)],
  },
  {
    ...COMMON,
    id: 'grok-imagine-video-1.5',
    modes: { text: FINE, image: FINE, references: REFERENCES },
    prices: [dollars('480p', 80_000), dollars('720p', 140_000), dollars('1080p', 250_000)],
  },
  { ...COMMON, id: 'grok-imagine-video-1.5-lite', modes: { text: CLIP, image: CLIP } },
];

export const PRESETS: readonly Preset[] = [
  {
    id: 'xai',
    name: 'XAI',
    models: MODELS,
    defaultModel: DEFAULT_MODEL,
    pricesOf: '2026-11-23',
    baseUrl: 'https://api.x.ai/v1',
    about: {
      apiKey: {
        en: 'Key of the xAI account (Grok Imagine), or XAI_API_KEY_FILE with the path of a file that holds it',
        zh: 'xAI 账户密钥（Grok Imagine），也可用 XAI_API_KEY_FILE 指定保存密钥的文件',
      },
      baseUrl: {
        en: 'Address of xAI; /v1 is added where it has no path',
        zh: 'xAI 接口地址；没有路径时自动补 /v1',
      },
    },
  },
];
