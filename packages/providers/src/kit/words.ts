/** Words of several providers, code names among them; matched without regard to case. */
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

/** True when the words of a refusal or a failure say that the content broke a rule. */
export function isContentRefusal(text: string): boolean {
  return CONTENT_WORDS.some((words) => words.test(text));
}

/** True if the provider had no channel for the order, which it finds out before accepting. */
export function isNoChannel(text: string): boolean {
  return NO_CHANNEL_WORDS.some((words) => words.test(text));
}

/** True when the words say that there is no such operation. */
export function isTaskUnknown(text: string): boolean {
  return NOT_FOUND_WORDS.some((words) => words.test(text));
}

/** True when the words say that the key is no key; some say so under HTTP 400. */
export function isWrongKey(text: string): boolean {
  return /api key (?:is )?(?:not valid|invalid)|API_KEY_INVALID|(?:incorrect|invalid) api key/i.test(text);
}
