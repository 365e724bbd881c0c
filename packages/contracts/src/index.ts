export * from './problem.ts';
export * from './warning.ts';
export * from './take.ts';
export * from './storyboard-options.ts';
export * from './storyboard.ts';
export * from './provider.ts';
export * from './storyboard-document.ts';
export * from './create-storyboard.ts';
