import { z } from 'zod';
import { FailureReason, TakeState } from './take.ts';

/** One operation that was bought for a take. */
export const ReceiptOperation = z.object({
  operationId: z.string(),
  attempt: z.int().optional(),
  acceptedAt: z.iso.datetime(),
  chargedCents: z.number().optional().describe('Absent where neither the provider nor its price told it'),
  refundedCents: z
    .number()
    .optional()
    .describe('What the provider gave back of it; absent: nothing is known of that'),
});
export type ReceiptOperation = z.infer<typeof ReceiptOperation>;

/** What one take cost, and what there is to show for it. */
export const ReceiptLine = z.object({
  takeId: z.string(),
  providerId: z.string(),
  segmentIndex: z.int(),
  takeNumber: z.int(),
  state: TakeState,
  attempts: z.int().describe('Creates that were begun, refused ones included'),
  operations: z.array(ReceiptOperation).describe('Creates that were accepted, and are paid'),
  reservedCents: z.number().describe('Set aside, because it is not known whether it was bought'),
  chargedCents: z.number().describe('What its operations were charged, less what was given back'),
  file: z.string().optional(),
  sha256: z.string().optional(),
  sizeBytes: z.int().optional(),
  failure: FailureReason.optional(),
  createdAt: z.iso.datetime(),
  submittedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
});
export type ReceiptLine = z.infer<typeof ReceiptLine>;

/** What a storyboard cost, take by take. Money that came back counts where the provider tells of it. */
export const Receipt = z.object({
  storyboardId: z.string(),
  name: z.string(),
  providerId: z.string(),
  currency: z.string(),
  chargedCents: z.number(),
  reservedCents: z.number(),
  lines: z.array(ReceiptLine),
});
export type Receipt = z.infer<typeof Receipt>;
