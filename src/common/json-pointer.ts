/** Code units of a name that are quoted: it may be a client's. */
const MAX_NAME = 100;

/** The JSON pointer (RFC 6901, section 3) of a field; a long name is not quoted as a whole. */
export function childPointer(parent: string, name: string): string {
  const shown = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
  return `${parent}/${shown.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The JSON pointer to what stands at the end of a path; empty for the whole. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.reduce<string>((parent, part) => childPointer(parent, String(part)), '');
}
