import { parseSettings } from '@cineflow/settings';
import { createLogger } from '@cineflow/telemetry';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildApp } from '../src/app.ts';
import { createContext } from '../src/context.ts';
import { openEpoch } from './start-test-app.ts';
import { completeTake, openLane, renderTake } from './move-take.ts';
import { postStoryboard } from './post-storyboard.ts';
import { storyboardDocument } from './storyboard-document.ts';

/** More than the buffers between a server and a client hold. */
const SIZE_BYTES = 64 * 1024 * 1024;

/** Leaves a large finished clip in the installation of these variables; gives its path in the API. */
export async function storeLargeClip(env: Record<string, string>): Promise<string> {
  const settings = parseSettings(env);
  const log = createLogger({ name: 'api', level: 'silent', secrets: [] });
  await using context = createContext(settings, { log });
  await context.connect();
  await openEpoch(context);
  await openLane(context, 5);
  const app = await buildApp(context);
  const { id } = await postStoryboard({ app, context }, storyboardDocument(1, 'large'));
  await app.close();
  const key = 'large/1/take-1.mp4';
  const path = join(settings.outputDirectory, key);
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  await file.truncate(SIZE_BYTES);
  await file.close();
  await renderTake(context, `${id}-1-1`);
  await completeTake(context, `${id}-1-1`, { key, sizeBytes: SIZE_BYTES, sha256: 'ab'.repeat(32) });
  return `/v1/takes/${id}-1-1/video`;
}
