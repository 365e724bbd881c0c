import type { AssetRecord } from '@cineflow/book';
import type { Asset } from '@cineflow/contracts';
import type { MatrixPanel } from '@cineflow/core';
import { defined } from '@cineflow/core';
import { ASSET_SCHEME } from '@cineflow/platform';
import { isoTime } from '../views/iso-time.ts';

/** A picture as it is shown. */
export function viewAsset(asset: AssetRecord): Asset {
  const { sha256, name, mediaType, width, height, sizeBytes, isUsed, createdAt } = asset;
  const self = `/v1/assets/${sha256}`;
  const panels = (asset.panels as readonly MatrixPanel[] | undefined)?.map((panel) => ({
    kind: panel.kind,
    name: panel.name,
    picture: `${ASSET_SCHEME}${panel.sha256}`,
  }));
  return {
    id: `${ASSET_SCHEME}${sha256}`,
    ...defined({ name }),
    mediaType,
    width,
    height,
    sizeBytes,
    used: isUsed,
    createdAt: isoTime(createdAt),
    ...defined({ panels }),
    links: { self, content: `${self}/content`, thumbnail: `${self}/thumbnail` },
  };
}
