/** The package brings no types; these are the parts used here. */
declare module 'heic-decode' {
  interface Decoded {
    readonly width: number;
    readonly height: number;
    /** RGBA. */
    readonly data: Uint8ClampedArray<ArrayBuffer>;
  }
  interface Image {
    readonly width: number;
    readonly height: number;
    decode(): Promise<Decoded>;
  }
  const decode: { all(options: { readonly buffer: Uint8Array }): Promise<readonly Image[]> };
  export default decode;
}
