import type { StoryboardAccepted } from '@cineflow/contracts';
import type { TestApp } from './start-test-app.ts';

/** Orders a storyboard and waits until Redis has its rows; fails the test on a refusal. */
export async function postStoryboard(
  { app, context }: Pick<TestApp, 'app' | 'context'>,
  body: object,
): Promise<StoryboardAccepted> {
  const answer = await app.inject({ method: 'POST', url: '/v1/storyboards', payload: body });
  if (answer.statusCode !== 202) throw new Error(`not accepted: ${answer.body}`);
  await context.background.settled();
  return answer.json<StoryboardAccepted>();
}
