import type { Order } from '@cineflow/core';

/** The JSON of a create; this and nothing else is what the provider is paid for. */
export interface CreateBody {
  prompt: string;
  image_url?: string;
  is_pro: boolean;
  duration: number;
  resolution: Order['resolution'];
  remove_watermark: true;
}

/** Maps an order to the wire. */
export function toRequest(order: Order): CreateBody {
  return {
    prompt: order.prompt,
    ...(order.imageUrl === null || order.imageUrl === '' ? {} : { image_url: order.imageUrl }),
    is_pro: order.isPro,
    duration: order.durationSeconds,
    resolution: order.resolution,
    remove_watermark: true,
  };
}
