/**
 * How long to wait before a call is repeated, in milliseconds: twice as long each time, and spread over
 * its second half, so that many do not come back at the same moment.
 * @param retries made so far
 */
export function backoffMs(firstMs: number, retries: number): number {
  return Math.round(firstMs * 2 ** retries * (0.5 + Math.random() / 2));
}
