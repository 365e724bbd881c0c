export type { AccountSettings, Preset } from './family.ts';
export { createProviders, FAMILIES } from './registry.ts';
export * from './spec.ts';
