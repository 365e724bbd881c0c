export { en as enWords } from './en.ts';
export type { Words } from './words.ts';
export { zh as zhWords } from './zh.ts';
