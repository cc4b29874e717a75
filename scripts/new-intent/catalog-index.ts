import type { IntentName } from './intent-name.ts';

const IMPORT = /^import \{ \w+Module \} from '\.\/[\w-]+\/[\w-]+\.module\.js';$/gm;
const LIST = /(export const INTENT_MODULES[^=]*= \[)([^\]]*)(\])/;

/** The catalogue's index with one more module in it. @throws Error when it is not written as expected */
export function withModule(index: string, { name, pascal }: IntentName): string {
  const imports = [...index.matchAll(IMPORT)].map(([line]) => line);
  const last = imports.at(-1);
  const modules = LIST.exec(index)?.[2];
  if (last === undefined || modules === undefined) {
    throw new Error('src/intents/catalog/index.ts has lost its imports or its list INTENT_MODULES.');
  }
  const line = `import { ${pascal}Module } from './${name}/${name}.module.js';`;
  const names = modules
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const list = [...names, `${pascal}Module`].toSorted().join(', ');
  return index.replace(last, `${last}\n${line}`).replace(LIST, `$1${list}$3`);
}
