import type { ModeCapabilities, ModelCapabilities } from '@cineflow/core';
import type { Preset } from '../family.ts';

/** [C] A NewAPI site counts 500,000 units of quota per dollar, unless its owner changed that. */
export const QUOTA_PER_USD = 500_000;
export const CURRENCY = 'USD';

const DEFAULT_MODEL = 'wan2.6-t2v';

const WIDE = ['16:9', '9:16'];
const WAN: ModeCapabilities = {
  durations: { from: 2, to: 15 },
  aspectRatios: WIDE,
  resolutions: ['720p', '1080p'],
};
const VEO: ModeCapabilities = { durations: [4, 6, 8], aspectRatios: WIDE, resolutions: ['720p', '1080p'] };
const SORA: ModeCapabilities = { durations: [4, 8, 12], aspectRatios: WIDE };

/** The Veo channel passes these on from `metadata`. */
const VEO_EXTRAS = { seed: true, negativePrompt: true } as const;

/**
 * [C] Models that the server's channels support; each site offers some, at its own prices. The Veo channel takes only
 * the first picture.
 */
const MODELS: readonly ModelCapabilities[] = [
  { id: 'wan2.6-t2v', enabled: true, audio: 'always', modes: { text: WAN } },
  { id: 'wan2.6-i2v', enabled: true, audio: 'always', modes: { image: WAN } },
  { id: 'veo-3.1-generate-001', enabled: true, ...VEO_EXTRAS, modes: { text: VEO, image: VEO } },
  { id: 'veo-3.1-fast-generate-001', enabled: true, ...VEO_EXTRAS, modes: { text: VEO, image: VEO } },
  {
    id: 'veo-3.1-generate-preview',
    enabled: true,
    ...VEO_EXTRAS,
    retiresOn: '2026-10-22',
    modes: { text: VEO },
  },
  {
    id: 'veo-3.1-fast-generate-preview',
    enabled: true,
    ...VEO_EXTRAS,
    retiresOn: '2026-10-22',
    modes: { text: VEO },
  },
  { id: 'sora-2', enabled: true, retiresOn: '2026-09-24', modes: { text: SORA, image: SORA } },
  { id: 'sora-2-pro', enabled: true, retiresOn: '2026-09-24', modes: { text: SORA, image: SORA } },
];

export const PRESETS: readonly Preset[] = [
  {
    id: 'newapi',
    name: 'NEWAPI',
    models: MODELS,
    defaultModel: DEFAULT_MODEL,
    currency: CURRENCY,
    about: {
      apiKey: {
        en: 'Key of an account at a NewAPI site, or NEWAPI_API_KEY_FILE with the path of a file that holds it',
        zh: 'NewAPI 站点的密钥（令牌），也可用 NEWAPI_API_KEY_FILE 指定保存密钥的文件',
      },
      baseUrl: {
        en: 'Address of the NewAPI site, such as https://relay.example; /v1 is added where it has no path; unset: there is none',
        zh: 'NewAPI 站点的地址，例如 https://relay.example；没有路径时自动补 /v1；不设则没有',
      },
    },
  },
];
