/** Redis keys of the ledger. `prefix` carries the hash tag that keeps one installation in one slot. */
export const keys = {
  take: (prefix: string, id: string) => `${prefix}:take:${id}`,
  timeline: (prefix: string, id: string) => `${prefix}:take:${id}:timeline`,
  storyboard: (prefix: string, id: string) => `${prefix}:storyboard:${id}`,
  storyboardTakes: (prefix: string, id: string) => `${prefix}:storyboard:${id}:takes`,
  storyboards: (prefix: string) => `${prefix}:storyboards`,
  drafts: (prefix: string) => `${prefix}:drafts`,
  film: (prefix: string, fingerprint: string) => `${prefix}:film:${fingerprint}`,
};
