import { hash } from 'node:crypto';
import type { GenerationRequest } from '../../model.ts';
import { pictureIdentity } from '../read/picture-identity.ts';

/**
 * Names the content of one take: sha256 in hex over everything that decides what the clip shows, and the ordinal.
 *
 * `ordinal` says for the how many-th time this very content is ordered inside its storyboard. The takes of a shot have
 * the same content and still are different clips, each to be paid; so have two shots that happen to be identical. The
 * position in the storyboard is left out on purpose: whoever edits, adds or moves other shots and orders again must
 * find every clip that is already paid for under the same fingerprint.
 *
 * A picture counts by its address without the parameters of known signatures (S3, COS, OSS, TOS, GCS, Azure), which
 * object stores write anew each time. What lies behind the address is not looked at: a picture that was replaced under
 * its name is the same to us.
 */
export function fingerprint(request: GenerationRequest, ordinal: number): string {
  // Typed so that a new field of GenerationRequest cannot be forgotten here.
  const content: { [Key in keyof GenerationRequest]-?: GenerationRequest[Key] } = {
    provider: request.provider,
    model: request.model,
    prompt: request.prompt,
    imageUrl: request.imageUrl === null ? null : pictureIdentity(request.imageUrl),
    durationSeconds: request.durationSeconds,
    isPro: request.isPro,
    resolution: request.resolution,
  };
  return hash('sha256', JSON.stringify({ ...content, ordinal }), 'hex');
}
