export { cutToWidth, displayWidth, padToWidth } from './display-width.ts';
export { type Column, renderTable } from './render-table.ts';
export { createScreen, type Frame, type Screen } from './screen.ts';
