import type { FaultOf } from '../faults/fault-table.ts';
import type { AskedPicture, ReceivedPicture } from '../pictures/picture-roles.ts';

/** A create as its dialect reads it, defaults filled in. */
export interface Order extends Omit<CreateRequest, 'imageUrl'> {
  readonly pictures: readonly AskedPicture[];
}

/** A create as the bill keeps it, without the bytes of its pictures. */
export interface CreateRequest {
  readonly prompt: string;
  /** Link of the first picture; `within the request` where its bytes came along. */
  readonly imageUrl: string | null;
  readonly isPro: boolean;
  readonly durationSeconds: number;
  readonly resolution: 'horizontal' | 'vertical';
  readonly quality: 'normal' | 'high';
  readonly removeWatermark: boolean;
  /** Model and price of a dialect that has several; absent: the price of the settings. */
  readonly model?: string;
  readonly priceCents?: number;
  /** Where the client wants the clip put; absent: wherever the dialect has it. */
  readonly storageUri?: string;
  /** True where only what was made is charged, whatever the settings say. */
  readonly refundsFailed?: boolean;
}

/** Why an operation failed, in whatever shape; providers send all of these. */
export type ErrorMessage = string | readonly string[] | Readonly<Record<string, string>>;

/** One accepted create. Times are real milliseconds since 1970, whatever the provider's clock claims. */
export interface Operation {
  readonly id: string;
  /** 1 for the first accepted create. */
  readonly number: number;
  readonly request: CreateRequest;
  /** Wire it came by; an account lists what came by its own. */
  readonly wire: string;
  readonly requestId: string;
  /** In the order of the request; what they weigh is known once they are loaded. */
  readonly pictures: ReceivedPicture[];
  readonly chargedCents: number;
  readonly acceptedAt: number;
  /** When rendering will end; null where it never does. */
  readonly dueAt: number | null;
  readonly fault: FaultOf<'operation'> | null;
  /** The create fault that hid the acceptance from the client. */
  readonly createFault: FaultOf<'create'> | null;
  state: 'rendering' | 'completed' | 'failed';
  finishedAt: number | null;
  errorMessage: ErrorMessage | null;
  /** What kept a picture from being loaded: the render fails. */
  pictureProblem: string | null;
  /** What was given back when it failed. */
  refundedCents: number;
}
