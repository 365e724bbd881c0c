/** Writes single bits, Exp-Golomb numbers and whole bytes into a buffer that grows. */
export class BitWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /** Appends the lowest `count` bits (1 to 24) of `value`. */
  writeBits(value: number, count: number): void {
    this.#pending = (this.#pending << count) | value;
    this.#pendingBits += count;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      this.#push((this.#pending >> this.#pendingBits) & 0xff);
    }
    this.#pending &= (1 << this.#pendingBits) - 1;
  }

  /** Appends an unsigned Exp-Golomb number below 4095, H.264's `ue(v)`. */
  writeUnsigned(value: number): void {
    const bits = 32 - Math.clz32(value + 1);
    if (bits > 1) this.writeBits(0, bits - 1);
    this.writeBits(value + 1, bits);
  }

  /** Appends zero bits up to the next byte boundary. */
  alignWithZeros(): void {
    if (this.#pendingBits > 0) this.writeBits(0, 8 - this.#pendingBits);
  }

  /** Appends whole bytes; the writer must stand on a byte boundary. */
  writeBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Ends the payload with H.264's stop bit and returns it. */
  finish(): Uint8Array {
    this.writeBits(1, 1);
    this.alignWithZeros();
    return this.#bytes.subarray(0, this.#length);
  }

  #push(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
