import type { StoryboardAccepted, Warning } from '@cineflow/contracts';
import type { Catalogue } from '../locales/catalogue.ts';

/** What a person should read after an order: its name, its size, and every warning in one line. */
export function describeAccepted(storyboard: StoryboardAccepted, texts: Catalogue): string[] {
  const takes = Object.values(storyboard.counts).reduce((sum, count) => sum + count, 0);
  const { posted, warning } = texts.orders;
  return [
    posted(storyboard.name, takes),
    ...storyboard.warnings.map(
      (one) => `  ${warning} · ${placeOf(one, texts)}: ${texts.warnings[one.code](one)}`,
    ),
  ];
}

function placeOf({ segmentIndex, pointer }: Warning, texts: Catalogue): string {
  return segmentIndex === undefined ? pointer : texts.orders.shot(segmentIndex);
}
