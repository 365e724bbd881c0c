import { z } from 'zod';
import { FailureReason, TakeState } from './take.ts';

/** One operation that was bought for a take. */
export const ReceiptOperation = z.object({
  operationId: z.string(),
  providerId: z.string(),
  attempt: z.int().optional(),
  acceptedAt: z.iso.datetime(),
  chargedCents: z
    .number()
    .optional()
    .describe('Absent if neither the provider reported it nor a price is known'),
  refundedCents: z.number().optional().describe('Refunded by the provider; absent: no refund is known'),
});
export type ReceiptOperation = z.infer<typeof ReceiptOperation>;

/** Cost of one take and the clip it paid for. */
export const ReceiptLine = z.object({
  takeId: z.string(),
  providerId: z.string(),
  segmentIndex: z.int(),
  takeNumber: z.int(),
  state: TakeState,
  attempts: z.int().describe('Creates that were started, refused ones included'),
  operations: z.array(ReceiptOperation).describe('Creates that were accepted, and are paid'),
  reservedCents: z.number().describe('Reserved while the outcome of a create is unknown'),
  chargedCents: z
    .number()
    .optional()
    .describe('Charges of its operations minus refunds; absent if none of them is known'),
  file: z.string().optional(),
  sha256: z.string().optional(),
  sizeBytes: z.int().optional(),
  failure: FailureReason.optional(),
  createdAt: z.iso.datetime(),
  submittedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
});
export type ReceiptLine = z.infer<typeof ReceiptLine>;

/** Cost of a storyboard, take by take. Refunds count if the provider reports them. */
export const Receipt = z.object({
  storyboardId: z.string(),
  name: z.string(),
  providerId: z.string(),
  currency: z.string(),
  chargedCents: z.number(),
  unpricedTakes: z.int().optional().describe('Bought takes of unknown cost, not in chargedCents'),
  reservedCents: z.number(),
  lines: z.array(ReceiptLine),
});
export type Receipt = z.infer<typeof Receipt>;
