export { buildApp } from './app.ts';
export { FAULTS, type FaultName } from './faults/fault-table.ts';
export { makeSettings, readSettings, type SandboxSettings } from './settings.ts';
export { type RunningSandbox, startSandbox } from './start.ts';
