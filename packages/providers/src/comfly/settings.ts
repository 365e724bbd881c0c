import type { ModeCapabilities, ModelCapabilities } from '@cineflow/core';
import type { Preset } from '../family.ts';
import { T8STAR_MODELS } from '../openai-videos/settings.ts';

const DEFAULT_MODEL = 'grok-video-3';

const GROK: ModeCapabilities = {
  durations: [6, 10, 15],
  aspectRatios: ['16:9', '9:16', '1:1', '3:2', '2:3'],
  resolutions: ['720p', '480p', '1080p'],
};
/** 1080p is upscaled from 720p (`enable_upsample`); 4k is a separate model. */
const VEO: ModeCapabilities = {
  durations: [8],
  aspectRatios: ['16:9', '9:16'],
  resolutions: ['720p', '1080p'],
};
const VEO_4K: ModeCapabilities = { durations: [8], aspectRatios: ['16:9', '9:16'] };
const SORA: ModeCapabilities = { durations: [10], aspectRatios: ['16:9', '9:16'] };

function row(
  id: string,
  modes: ModelCapabilities['modes'],
  more: Partial<ModelCapabilities> = {},
): ModelCapabilities {
  return { id, enabled: true, seed: true, modes, ...more };
}

/**
 * Models sold at `/v2/videos/generations`. [C] Clients T8mars/Comfyui-zhenzhen (2026-08) and ainewsto/Comfyui_Comfly;
 * nothing was tried live. Unknown: whether Veo still works after Google ended its previews on 2026-10-22.
 */
export const MODELS: readonly ModelCapabilities[] = [
  row(DEFAULT_MODEL, { text: GROK, image: GROK, references: { ...GROK, maxReferences: 7 } }),
  row('veo3.1', { text: VEO, image: VEO }, { audio: 'always' }),
  row('veo3.1-fast', { text: VEO, image: VEO }, { audio: 'always' }),
  row('veo3.1-pro', { text: VEO, image: VEO }, { audio: 'always' }),
  row('veo3.1-lite', { text: VEO }, { audio: 'always' }),
  row('veo3.1-components', { references: { ...VEO, maxReferences: 3 } }, { audio: 'always' }),
  row('veo3.1-4k', { text: VEO_4K, image: VEO_4K }, { audio: 'always' }),
  row('veo3.1-pro-4k', { text: VEO_4K, image: VEO_4K }, { audio: 'always' }),
  row('veo3.1-components-4k', { references: { ...VEO_4K, maxReferences: 3 } }, { audio: 'always' }),
  row('sora-2-vip', { text: SORA, image: SORA }, { retiresOn: '2026-09-24' }),
];

export const PRESETS: readonly Preset[] = [
  {
    id: 't8star',
    name: 'T8STAR',
    models: [...MODELS, ...T8STAR_MODELS],
    defaultModel: DEFAULT_MODEL,
    baseUrl: 'https://ai.t8star.org/v1',
    about: {
      apiKey: {
        en: 'Key of the T8Star account, or T8STAR_API_KEY_FILE with the path of a file that holds it',
        zh: '贞贞的AI工坊（T8Star）的密钥，也可用 T8STAR_API_KEY_FILE 指定保存密钥的文件',
      },
      baseUrl: {
        en: 'Address of T8Star; /v1 is added where it has no path',
        zh: '贞贞的AI工坊（T8Star）接口地址；没有路径时自动补 /v1',
      },
    },
  },
];
