/** What the operating system calls an error, such as `ENOENT`; else `unknown`. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
