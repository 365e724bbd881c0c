/** Redis keys of the ledger. `prefix` carries the hash tag that keeps one installation in one slot. */
export const keys = {
  take: (prefix: string, id: string) => `${prefix}:take:${id}`,
  timeline: (prefix: string, id: string) => `${prefix}:take:${id}:timeline`,
  storyboard: (prefix: string, id: string) => `${prefix}:storyboard:${id}`,
  storyboardTakes: (prefix: string, id: string) => `${prefix}:storyboard:${id}:takes`,
  storyboards: (prefix: string) => `${prefix}:storyboards`,
  /** Somebody who orders, by the name of the API key; what is below it is an index of the storyboards. */
  spender: (prefix: string, name: string) => `${prefix}:spender:${name}`,
  spenderStoryboards: (prefix: string, name: string) => `${prefix}:spender:${name}:storyboards`,
  drafts: (prefix: string) => `${prefix}:drafts`,
  store: (prefix: string) => `${prefix}:store`,
  film: (prefix: string, fingerprint: string) => `${prefix}:film:${fingerprint}`,
};
