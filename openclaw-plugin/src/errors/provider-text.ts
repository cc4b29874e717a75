const MAX_CHARACTERS = 200;

/** What looks like a credential: vendors quote the key that they refuse. */
const CREDENTIALS: readonly RegExp[] = [
  /\b(?:bearer|basic)\s+\S+/gi,
  /\b(?:sk|pk|rk|key|ak)[-_][\w*.-]{4,}/gi,
  /\b[\w-]{2,}\*{3,}[\w-]*/g,
  /\bAIza[\w-]{10,}/g,
  /\beyJ[\w-]+\.[\w.-]+/g,
  /\b(?=[\w-]*\d)[\w-]{24,}\b/g,
];

/** At most 200 characters of a provider's words, on one line, without anything that looks like a key. */
export function shortProviderText(text: string): string {
  let clean = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_CHARACTERS * 10);
  for (const credential of CREDENTIALS) clean = clean.replaceAll(credential, '[removed]');
  const characters = Array.from(clean);
  return characters.length <= MAX_CHARACTERS ? clean : `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}
