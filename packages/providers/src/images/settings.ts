import type { ModeCapabilities, ModelCapabilities, Price } from '@cineflow/core';

const RATIOS = ['16:9', '9:16', '1:1', '3:2', '2:3', '4:3', '3:4', '4:5', '5:4', '21:9'];
/** The table requires a length, although a picture has none. */
const PICTURE: ModeCapabilities = { durations: [1], aspectRatios: RATIOS, resolutions: ['1k', '2k', '4k'] };
const FROM_PICTURES: ModeCapabilities = { ...PICTURE, maxReferences: 14 };
const MODES = { text: PICTURE, references: FROM_PICTURES };

const dollars = (resolution: string, amountMicros: number): Price => ({
  unit: 'call',
  resolution,
  amountMicros,
  currency: 'USD',
});

/** Models of one kind of service. */
interface Table {
  models: readonly ModelCapabilities[];
  defaultModel: string;
}

/** [D] ai.google.dev, list prices of 2026-11; each input picture adds about $0.001. */
export const GOOGLE: Table = {
  defaultModel: 'gemini-3-pro-image',
  models: [
    {
      id: 'gemini-3-pro-image',
      enabled: true,
      modes: MODES,
      prices: [dollars('1k', 134_000), dollars('2k', 134_000), dollars('4k', 240_000)],
    },
    { id: 'gemini-3-pro-image-preview', enabled: true, retiresOn: '2026-06-25', modes: MODES },
    { id: 'gemini-2.5-flash-image', enabled: true, retiresOn: '2026-10-02', modes: { text: PICTURE } },
  ],
};

/** [C] Client T8mars/Comfyui-zhenzhen (2026-08); prices are unknown. */
export const RELAY: Table = {
  defaultModel: 'nano-banana-pro',
  models: [
    { id: 'nano-banana-pro', enabled: true, modes: MODES },
    { id: 'nano-banana-2', enabled: true, modes: MODES },
  ],
};
