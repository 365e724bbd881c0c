import type { TakeState } from '@cineflow/contracts';

/**
 * What Redis is told of a take: everything the line, the permits and the polls need, and nothing else. The book makes
 * these rows. A row with a higher `version` replaces what Redis has; any other changes nothing.
 */
export interface LineTake {
  takeId: string;
  /** The provider account whose limiter the take belongs to. */
  providerId: string;
  /** Grows with every change of the take and of the pause of its storyboard. */
  version: number;
  state: TakeState;
  storyboardId: string;
  /** Weight of the storyboard in the fair queue. */
  weight: number;
  model: string;
  /** Place within the storyboard, from 1. */
  place: number;
  isPaused: boolean;
  /** The content is being made for another take: this one waits for it, not for a permit. */
  isFollowing: boolean;
  /** The content is stored: no permit is needed, the take is to be woken at once. */
  isReady: boolean;
  operationId?: string;
  /** Whatever a poll needs beside the id, JSON as text. */
  operationRef?: string;
  /** When the operation was accepted, ms. */
  submittedAt?: number;
}
