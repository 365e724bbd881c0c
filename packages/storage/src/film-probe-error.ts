/** `foreign`: not MP4, or nothing to see in it · `cut`: an MP4 whose end is missing. */
export type ProbeFault = 'foreign' | 'cut';

/** The bytes are no whole film. */
export class Mp4Error extends Error {
  override readonly name = 'Mp4Error';
  readonly fault: ProbeFault;

  constructor(fault: ProbeFault, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.fault = fault;
  }
}
