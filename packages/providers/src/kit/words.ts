/** Words and codes of several providers, matched regardless of case. */
const CONTENT_WORDS = [
  /moderation_blocked|sentinel_block|content[ _-]?policy|content[ _-]?violation|content_filter/i,
  /data_?inspection_?failed|IPInfringementSuspect|PROHIBITED_CONTENT|RAI filtered|\bSAFETY\b|respect_moderation/i,
  /\bviolat(?:e|es|ed|ing|ions?)\b|\bnudity\b|\bcopyright|\bguardrails?\b/i,
  /违反|违规|规定|敏感|审核|版权|裸露|色情|内容安全/,
];

const NO_CHANNEL_WORDS = [
  /no[ _]available[ _]channel|no_valid_channel(?:_error)?|get_channel_failed/i,
  /无可用(?:的)?渠道|没有可用(?:的)?渠道/,
];

const NOT_FOUND_WORDS = [/task[ _]not[ _](?:exist|found)/i, /任务不存在|未找到任务|找不到任务/];

/** Whether a refusal or failure blames the content. */
export function isContentRefusal(text: string): boolean {
  return CONTENT_WORDS.some((words) => words.test(text));
}

/** Whether the provider had no channel for the order, which it checks before accepting. */
export function isNoChannel(text: string): boolean {
  return NO_CHANNEL_WORDS.some((words) => words.test(text));
}

/** Whether the operation is unknown. */
export function isTaskUnknown(text: string): boolean {
  return NOT_FOUND_WORDS.some((words) => words.test(text));
}

/** Whether the key is invalid, which some providers report with HTTP 400. */
export function isWrongKey(text: string): boolean {
  return /api key (?:is )?(?:not valid|invalid)|API_KEY_INVALID|(?:incorrect|invalid) api key/i.test(text);
}
