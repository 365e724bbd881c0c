/** A clip of a test. */
export const ORDER = {
  number: 12,
  operationId: 'b2a2f3d4',
  prompt: '雨夜的街道，霓虹灯倒映在水面上。Alice says: "Hello 😀"',
  durationSeconds: 10,
  resolution: 'horizontal',
  isPro: false,
} as const;
