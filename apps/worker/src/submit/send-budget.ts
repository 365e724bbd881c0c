/**
 * Starts the time within which the first byte of a create may leave, and answers whether it still may. Both clocks
 * have to agree: the monotonic one stands still while a machine is suspended, the other one may be set back.
 */
export function startSendBudget(budgetMs: number): () => boolean {
  const monotonic = performance.now();
  const wall = Date.now();
  return () => performance.now() - monotonic < budgetMs && Date.now() - wall < budgetMs;
}
