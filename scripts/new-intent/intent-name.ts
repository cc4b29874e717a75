/** The forms of an intent's name that its files need. */
export interface IntentName {
  /** As clients send it: `order-status`. */
  readonly name: string;
  /** As classes are called: `OrderStatus`. */
  readonly pascal: string;
  /** `order-status_v1` */
  readonly profile: string;
}

const KEBAB_CASE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MAX_LENGTH = 32;

/** Names that are taken in the folder of the intents or that mean something to JavaScript. */
const RESERVED = new Set(['index', 'catalog', 'constructor', 'prototype']);

/** @throws Error that says how to do it right */
export function intentName(name: string | undefined, existing: readonly string[]): IntentName {
  if (name === undefined) throw new Error('Give the new intent a name:  npm run new:intent -- order-status');
  if (!KEBAB_CASE.test(name) || name.length > MAX_LENGTH) {
    const suggestion = kebabCase(name);
    throw new Error(
      `"${name}" cannot be an intent's name: use lower-case words joined by "-", at most ${MAX_LENGTH} characters` +
        (suggestion === '' || suggestion === name ? '.' : `, such as ${suggestion}.`),
    );
  }
  if (RESERVED.has(name)) throw new Error(`"${name}" is a reserved name: choose another.`);
  const pascal = pascalCase(name);
  const taken = existing.find((other) => pascalCase(other) === pascal);
  if (taken === name) throw new Error(`The intent "${name}" exists already: src/intents/catalog/${name}/`);
  if (taken !== undefined) throw new Error(`"${name}" would give its classes the same names as "${taken}".`);
  return { name, pascal, profile: `${name}_v1` };
}

function pascalCase(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function kebabCase(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, MAX_LENGTH);
}
