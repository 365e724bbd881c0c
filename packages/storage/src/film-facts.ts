/** What an MP4 file says about itself. Sizes in pixels as shown, turned if the film is. */
export interface Mp4Facts {
  durationSeconds: number;
  width: number;
  height: number;
  codec: string;
}
