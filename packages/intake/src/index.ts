export { readStrictJson } from './json/read-strict-json.ts';
export * from './read-intake.ts';
export { relocate } from './relocate.ts';
