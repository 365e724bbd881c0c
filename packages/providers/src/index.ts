export { presetOf, type AccountSettings, type ModelRow, type Preset } from './family.ts';
export { createProviders, FAMILIES } from './registry.ts';
export * from './spec.ts';
