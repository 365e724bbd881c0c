/** What an MP4 file says about itself. Sizes in pixels as shown, after rotation. */
export interface Mp4Facts {
  durationSeconds: number;
  width: number;
  height: number;
  codec: string;
}

/** `foreign`: not MP4, or without a picture · `cut`: an MP4 without its end. */
export type Mp4Fault = 'foreign' | 'cut';

/** The bytes are no complete MP4 video. */
export class Mp4Error extends Error {
  override readonly name = 'Mp4Error';
  readonly fault: Mp4Fault;

  constructor(fault: Mp4Fault, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.fault = fault;
  }
}
