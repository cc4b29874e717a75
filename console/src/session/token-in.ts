/** A JWT in its compact form: two parts of JSON in Base64url, which begin as `{"` does, and a signature. */
const JWT = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/;

/**
 * The token in what somebody has copied: with `Bearer` before it, quotes around it, or all that a command has
 * printed. Empty where nothing can be one; no header takes other characters.
 */
export function tokenIn(text: string): string {
  return JWT.exec(text)?.[0] ?? text.match(/[\w.~+/=-]+/g)?.at(-1) ?? '';
}
