import type { CleanStoryboard } from '../../model.ts';
import { draftPrompt } from '../prompt/build-prompt.ts';
import { childOf, fail, type Place } from './report.ts';

/** Longest prompt in characters, with role ids inserted. */
const MAX_PROMPT_LENGTH = 32_000;
/** Maximum bytes of all takes of one order; every take carries its own prompt and addresses. */
const MAX_ORDER_BYTES = 64 * 1024 * 1024;

/** Maximum of characters compared to find the names of an order: more would hold up other requests. */
export const MAX_LOOKS = 10_000_000;

/** Stop measuring after this many: each may cost a hundred times its own size. */
const MAX_TOO_LONG = 20;

/** Reports prompts that are too long with role ids, and an order too large to store. `place` is the document. */
export function checkSizes({ shots }: CleanStoryboard, takes: number, place: Place): void {
  let bytes = 0;
  let tooLong = 0;
  let allLooks = 0;
  for (const shot of shots) {
    if (tooLong === MAX_TOO_LONG) return;
    const { text: prompt, looks } = draftPrompt(shot);
    allLooks += looks;
    if (allLooks > MAX_LOOKS) {
      failTooManyLooks(place);
      return;
    }
    const most = Math.min(MAX_PROMPT_LENGTH, shot.target.model.maxPromptLength ?? MAX_PROMPT_LENGTH);
    if (prompt.length > most) {
      tooLong += 1;
      const at = childOf(childOf(childOf(place, 'segments'), shot.position), 'prompt_text');
      const detail = `with role ids, scene, props and director's note the prompt has ${prompt.length} characters, ${most} are allowed`;
      fail({ ...at, segmentIndex: shot.segmentIndex }, { code: 'prompt-too-long', detail, fix: SHORTEN });
    } else {
      bytes += (Buffer.byteLength(prompt) + Buffer.byteLength(JSON.stringify(shot.inputs))) * takes;
    }
  }
  if (bytes <= MAX_ORDER_BYTES) return;
  const detail = `the prompts and addresses of all takes have ${bytes} bytes, ${MAX_ORDER_BYTES} are allowed`;
  fail(childOf(place, 'segments'), { code: 'order-too-large', detail, fix: SPLIT });
}

/** Refuses a document whose names take too long to find. */
export function failTooManyLooks(place: Place): void {
  const detail = 'its prompts name characters too often, or by names that share long beginnings';
  fail(childOf(place, 'segments'), { code: 'order-too-large', detail, fix: SPLIT });
}

const SHORTEN = 'Shorten the text, or the ids of its characters, or name them less often.';
const SPLIT = 'Order it in several parts, with fewer takes or shorter texts.';
