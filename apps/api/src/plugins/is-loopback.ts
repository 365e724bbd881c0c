const LOOPBACK = /^(127\.[\d.]+|::1|localhost)$/;

/** True for an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
