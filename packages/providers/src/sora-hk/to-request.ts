import type { GenerationRequest } from '@cineflow/core';

/** The JSON of a create; this and nothing else is what the provider is paid for. */
export interface CreateBody {
  prompt: string;
  image_url?: string;
  is_pro: boolean;
  duration: number;
  resolution: GenerationRequest['resolution'];
  remove_watermark: true;
}

/** Maps an order to the wire. */
export function toRequest(request: GenerationRequest): CreateBody {
  return {
    prompt: request.prompt,
    ...(request.imageUrl === null || request.imageUrl === '' ? {} : { image_url: request.imageUrl }),
    is_pro: request.isPro,
    duration: request.durationSeconds,
    resolution: request.resolution,
    remove_watermark: true,
  };
}
