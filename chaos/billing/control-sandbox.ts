import type { BillingStage } from './stage.ts';

/** Faults that meet one create, poll, list or film in so many. */
export const USUAL_FAULTS =
  'accepted-500=0.02,accepted-http-500=0.02,accepted-502=0.02,accepted-drop=0.02,accepted-hang=0.01,accepted-cut-json=0.02,' +
  'accepted-no-id=0.02,accepted-no-data=0.02,accepted-late=0.03,rejected-502=0.02,refused-drop=0.02,' +
  'refused-429=0.03,poll-500=0.02,poll-429=0.02,poll-html=0.01,list-500=0.05,list-html=0.05,film-expired=0.02,' +
  'film-cut=0.01';

/** Changes how the provider behaves. */
export async function controlSandbox(stage: BillingStage, change: Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${stage.sandbox.url}/control`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  if (!answer.ok) throw new Error(`the sandbox refused ${JSON.stringify(change)}: ${await answer.text()}`);
}
