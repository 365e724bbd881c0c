import type { ModelCapabilities } from '@cineflow/core';

export interface SoraHkSettings {
  apiKey: string;
  /** Default `https://api.sora.hk/v1`. */
  baseUrl?: string | undefined;
}

export const defaultBaseUrl = 'https://api.sora.hk/v1';

/** `is_pro` of a shot chooses the longer durations; the model is the same on the wire. */
export const models: readonly ModelCapabilities[] = [
  {
    id: 'sora-2',
    durations: { normal: [10, 15], pro: [10, 15, 25] },
    resolutions: ['horizontal', 'vertical'],
    enabled: true,
  },
];
