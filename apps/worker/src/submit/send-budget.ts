/**
 * Starts the send budget; the result says whether the first byte may still leave. Both clocks must agree: the
 * monotonic one stops during suspend, the wall clock may be set back.
 */
export function startSendBudget(budgetMs: number): () => boolean {
  const monotonic = performance.now();
  const wall = Date.now();
  return () => performance.now() - monotonic < budgetMs && Date.now() - wall < budgetMs;
}
