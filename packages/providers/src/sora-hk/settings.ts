import type { ModeCapabilities, ModelCapabilities } from '@cineflow/core';
import type { Preset } from '../family.ts';

/** Currency of prices, costs and the balance, which are in cents. */
export const CURRENCY = 'USD';

export const MODEL = 'sora-2';
export const PRO_MODEL = 'sora-2-pro';

const ASPECT_RATIOS = ['16:9', '9:16'];
const ORDINARY: ModeCapabilities = { durations: [10, 15], aspectRatios: ASPECT_RATIOS };
const PRO: ModeCapabilities = { durations: [10, 15, 25], aspectRatios: ASPECT_RATIOS };

/** Pro is a flag on the wire and a model here. */
const MODELS: readonly ModelCapabilities[] = [
  { id: MODEL, enabled: true, audio: 'always', modes: { text: ORDINARY, image: ORDINARY } },
  { id: PRO_MODEL, proOf: MODEL, enabled: true, audio: 'always', modes: { text: PRO, image: PRO } },
];

/** Models and currency of an account. */
export const SOLD = { models: MODELS, defaultModel: MODEL, isClosed: true, currency: CURRENCY } as const;

export const PRESETS: readonly Preset[] = [
  {
    id: 'sora-hk',
    name: 'SORA',
    ...SOLD,
    baseUrl: 'https://api.sora.hk/v1',
    about: {
      apiKey: {
        en: 'Key of the Sora.hk account, or SORA_API_KEY_FILE with the path of a file that holds it',
        zh: 'Sora.hk 账户密钥，也可用 SORA_API_KEY_FILE 指定保存密钥的文件',
      },
      baseUrl: {
        en: 'Address of Sora.hk; /v1 is added where it has no path',
        zh: 'Sora.hk 接口地址；没有路径时自动补 /v1',
      },
    },
  },
];
