import { z } from 'zod';

/** Stable error codes. Clients translate them; on the wire they end the `type` URI. */
export const ErrorCode = z.enum([
  'invalid-document',
  'invalid-request',
  'malformed-json',
  'body-too-large',
  'request-timeout',
  'unsupported-media-type',
  'unknown-provider',
  'price-unknown',
  'unauthorized',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'not-ready',
  'range-not-satisfiable',
  'clip-not-available',
  'key-in-progress',
  'key-reused',
  'not-in-this-state',
  'too-many-open-takes',
  'picture-refused',
  'upload-refused',
  'too-many-pictures',
  'internal',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** One invalid field: its JSON pointer (RFC 6901), the value found and how to fix it. */
export const FieldError = z.object({
  pointer: z.string(),
  code: z.string(),
  detail: z.string(),
  value: z.unknown().optional(),
  fix: z.string().optional(),
});
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details with our `code` and all field errors at once. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: ErrorCode,
  detail: z.string().optional(),
  instance: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(FieldError).optional(),
});
export type Problem = z.infer<typeof Problem>;
