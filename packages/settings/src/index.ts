export { readArguments, refuseArguments } from './read-arguments.ts';
export { missingSandbox } from './missing-sandbox.ts';
export { parseSettings } from './parse-settings.ts';
export {
  accountVariables,
  limiterOf,
  WAYS_TO_A_PROVIDER,
  wayToProvider,
  type ProviderAccount,
} from './provider-settings.ts';
export { Secret } from './secret.ts';
export { secretValues } from './secret-values.ts';
export { SettingsError, type SettingsProblem } from './settings-error.ts';
export type { Settings } from './settings.ts';
export { unknownVariables } from './unknown-variables.ts';
