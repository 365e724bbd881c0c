import type { StoryboardAccepted, Warning } from '@cineflow/contracts';
import type { Catalogue } from '../locales/catalogue.ts';

/** Description of an accepted order: name, size, and one line per warning. */
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
