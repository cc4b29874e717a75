/** Characters of a reason, at the most. */
export const MAX_REASON = 500;

/** Whether the server takes it. */
export function isReason(text: string): boolean {
  const { length } = text.trim();
  return length >= 1 && length <= MAX_REASON;
}
