import { StoryboardConversion } from '@cineflow/contracts';
import type { App } from '../app-type.ts';
import { DOCUMENT_LIMIT_BYTES } from '../plugins/limits.ts';
import { readSent, SENT_TYPES } from '../storyboards/read-sent.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds POST /v1/storyboards/convert. */
export function convertStoryboard(app: App): void {
  app.route({
    method: 'POST',
    url: '/v1/storyboards/convert',
    config: { scope: 'read' },
    bodyLimit: DOCUMENT_LIMIT_BYTES,
    schema: {
      operationId: 'convertStoryboard',
      tags: ['storyboards'],
      summary: 'Read a shot list into a document, without ordering',
      description:
        'Takes JSON (also as a model wrote it), CSV, Markdown, XLSX, screenplays, and the JSON of other tools. Answers the ' +
        'document with a note for everything that was mended or guessed. What is ambiguous is a fault: 422.',
      consumes: [...SENT_TYPES],
      response: { 200: StoryboardConversion, ...problemAnswers(400, 413, 415, 422, 503) },
    },
    handler: async ({ body, headers }) => {
      const bytes = (body as Buffer | undefined) ?? Buffer.alloc(0);
      const { document, notes } = await readSent({ bytes, mediaType: headers['content-type'] });
      return { document, notes };
    },
  });
}
