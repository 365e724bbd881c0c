import type { StoryboardAccepted } from '@cineflow/contracts';
import type { App } from '../src/app-type.ts';

/** Orders a storyboard; fails the test where it is not accepted. */
export async function postStoryboard(app: App, body: object): Promise<StoryboardAccepted> {
  const answer = await app.inject({ method: 'POST', url: '/v1/storyboards', payload: body });
  if (answer.statusCode !== 202) throw new Error(`not accepted: ${answer.body}`);
  return answer.json<StoryboardAccepted>();
}
