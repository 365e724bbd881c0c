import type { BillingFixture } from './fixture.ts';

/** Fault rates: one in this many creates, polls, lists or clips. */
export const USUAL_FAULTS =
  'accepted-500=0.02,accepted-http-500=0.02,accepted-502=0.02,accepted-drop=0.02,accepted-hang=0.01,accepted-cut-json=0.02,' +
  'accepted-no-id=0.02,accepted-no-data=0.02,accepted-late=0.03,rejected-502=0.02,refused-drop=0.02,' +
  'refused-429=0.03,poll-500=0.02,poll-429=0.02,poll-html=0.01,list-500=0.05,list-html=0.05,clip-expired=0.02,' +
  'clip-cut=0.01';

/** Changes the provider's behaviour. */
export async function controlSandbox(
  fixture: BillingFixture,
  change: Record<string, unknown>,
): Promise<void> {
  const answer = await fetch(`${fixture.sandbox.url}/control`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  if (!answer.ok) throw new Error(`the sandbox refused ${JSON.stringify(change)}: ${await answer.text()}`);
}
