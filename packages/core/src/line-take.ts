import type { TakeState } from '@cineflow/contracts';

/**
 * The part of a take that Redis needs for the queue, the permits and the polls. The book produces these rows.
 * A row replaces the one in Redis only if its `version` is higher.
 */
export interface LineTake {
  takeId: string;
  /** The provider account; its limiter admits the take. */
  providerId: string;
  /** Grows with every change of the take and with each pause of its storyboard. */
  version: number;
  state: TakeState;
  storyboardId: string;
  /** Weight of the storyboard in the fair queue. */
  weight: number;
  model: string;
  /** Position within the storyboard, from 1. */
  place: number;
  isPaused: boolean;
  /** Another take renders the same content. This one waits for it, not for a permit. */
  isFollowing: boolean;
  /** The content is stored: wake the take at once, without a permit. */
  isReady: boolean;
  operationId?: string;
  /** Data a poll needs besides the id, as JSON text. */
  operationRef?: string;
  /** When the operation was accepted, ms. */
  submittedAt?: number;
}
