import { z } from 'zod';
import { parseJson, readHttpUrl, readWords } from '../kit/read.ts';

const Text = z.string().nullish().catch(undefined);
const Inline = z.object({ data: z.string() }).nullish().catch(undefined);

/** [D] `generateContent`; relays also use underscores in field names. */
const Google = z.object({
  candidates: z
    .array(
      z.object({
        content: z
          .object({
            parts: z.array(
              z.object({
                text: Text,
                thought: z.boolean().nullish().catch(undefined),
                inlineData: Inline,
                inline_data: Inline,
              }),
            ),
          })
          .nullish()
          .catch(undefined),
        finishReason: Text,
        finishMessage: Text,
      }),
    )
    .nullish(),
  promptFeedback: z.object({ blockReason: Text, blockReasonMessage: Text }).nullish().catch(undefined),
  error: z.unknown().optional(),
});

/** [D] `/v1/images/generations` and `/v1/images/edits`. */
const Relay = z.object({
  data: z.array(z.object({ b64_json: Text, url: Text })),
  error: z.unknown().optional(),
});

/** Content of an answer: a picture, a link to one, or the reason for none. Any of them may be billed. */
export type Answered =
  | { kind: 'picture'; bytes: Buffer; extension: string }
  | { kind: 'link'; url: string }
  | { kind: 'none'; reason: 'content-policy' | 'provider-failed'; words: string };

/** Reads a finished answer of either service; undefined for anything else. */
export function readAnswer(text: string): Answered | undefined {
  const json = parseJson(text);
  const google = Google.safeParse(json).data;
  const isGoogle = (google?.candidates?.length ?? 0) > 0 || google?.promptFeedback?.blockReason;
  if (google !== undefined && isGoogle && !google.error) return readGoogle(google);
  const relay = Relay.safeParse(json).data;
  return relay === undefined || relay.error ? undefined : readRelay(relay);
}

/** Finish reasons that say nothing about the content. */
const OTHER_ENDS = /^(?:MAX_TOKENS|OTHER|LANGUAGE|MALFORMED\w*|FINISH_REASON_UNSPECIFIED)$/;

function readGoogle({ candidates, promptFeedback }: z.infer<typeof Google>): Answered {
  const [candidate] = candidates ?? [];
  const parts = candidate?.content?.parts.filter(({ thought }) => thought !== true) ?? [];
  const [made] = parts.flatMap(({ inlineData, inline_data }) => inlineData ?? inline_data ?? []);
  if (made !== undefined) return decode(made.data);
  const end = candidate?.finishReason ?? '';
  const words = readWords([
    promptFeedback?.blockReason,
    promptFeedback?.blockReasonMessage,
    end,
    candidate?.finishMessage,
    parts.map((part) => part.text),
  ]);
  // The model declines by sending text instead of a picture.
  return { kind: 'none', reason: OTHER_ENDS.test(end) ? 'provider-failed' : 'content-policy', words };
}

function readRelay({ data }: z.infer<typeof Relay>): Answered {
  const [row] = data;
  const inline = row?.b64_json || (row?.url?.startsWith('data:') ? row.url : undefined);
  if (inline) return decode(inline);
  const url = readHttpUrl(row?.url);
  if (url !== undefined) return { kind: 'link', url };
  return { kind: 'none', reason: 'provider-failed', words: 'The answer holds no picture' };
}

/** Recognised by the first bytes, whatever type the answer claims. */
const SIGNATURES: readonly (readonly [extension: string, signature: RegExp])[] = [
  ['png', /^\x89PNG/],
  ['jpg', /^\xff\xd8\xff/],
  ['webp', /^RIFF[^]{4}WEBP/],
];

function decode(base64: string): Answered {
  const bytes = Buffer.from(base64.replace(/^data:[^,]*,/, ''), 'base64');
  const start = bytes.subarray(0, 12).toString('latin1');
  const extension = SIGNATURES.find(([, signature]) => signature.test(start))?.[0];
  if (extension !== undefined) return { kind: 'picture', bytes, extension };
  return { kind: 'none', reason: 'provider-failed', words: 'The answer holds no picture that can be read' };
}
