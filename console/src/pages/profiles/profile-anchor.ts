/** The id under which a profile stands on the page. */
export function profileAnchor(name: string): string {
  return `profile-${name}`;
}
