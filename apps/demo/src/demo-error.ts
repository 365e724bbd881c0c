/** Something a person can act on; printed without a stack. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
