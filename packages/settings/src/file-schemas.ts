import { z } from 'zod';
import { ProvidersFile } from './accounts-schema.ts';
import { ModelsFile } from './models-schema.ts';

const FILES = {
  models: { schema: ModelsFile, title: 'models.yaml of CineFlow' },
  providers: { schema: ProvidersFile, title: 'providers.yaml of CineFlow' },
} as const;

/** Settings files with a published schema. */
export type FileName = keyof typeof FILES;
export const FILE_NAMES = Object.keys(FILES) as FileName[];

/** Text of `docs/<name>.schema.json`, with which editors check and complete the file. */
export function fileSchema(name: FileName): string {
  const { schema, title } = FILES[name];
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`;
}
