export * from './breaker.ts';
export * from './model.ts';
export * from './poll-schedule.ts';
export * from './storyboard-state.ts';
export * from './take-machine.ts';
export * from './match-operations.ts';
