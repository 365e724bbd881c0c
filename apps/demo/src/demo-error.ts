/** An error the user can fix; printed without a stack. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
