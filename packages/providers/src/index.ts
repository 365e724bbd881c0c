export { createProviders } from './registry.ts';
export type { ProviderSettings } from './settings.ts';
export type * from './spec.ts';
