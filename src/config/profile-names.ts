/** The intent that a profile's name tells: `<intent>_<something>`. Undefined when it tells none of these. */
export function intentNamedBy(profile: string, intents: readonly string[]): string | undefined {
  return intents.find((intent) => profile.startsWith(`${intent}_`));
}
