/**
 * Lets a child process of a test run the project's TypeScript:
 * `node --import ./test/support/register-typescript.mjs file.ts`. Node alone neither reads decorators
 * nor finds `x.ts` where `x.js` is imported.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names, as in a tsconfig: the compiler is loaded only for what the cache does not have. */
const compilerOptions = {
  target: 'ES2023',
  module: 'ESNext',
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  inlineSourceMap: true,
};

const require = createRequire(import.meta.url);
const { version } = require('typescript/package.json');
const CACHE = resolve(import.meta.dirname, '../../.cache/typescript');

// Each process loads over a thousand modules: what V8 made of them is kept as well.
enableCompileCache(resolve(import.meta.dirname, '../../.cache/node'));

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL !== undefined) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(source)) return { url: source.href, shortCircuit: true };
    }
    return nextResolve(specifier, context);
  },
  load(url, context, nextLoad) {
    if (!url.endsWith('.ts')) return nextLoad(url, context);
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true };
  },
});

/** From the cache where the same text was compiled before: a test starts many processes. */
function compiled(fileName) {
  const text = readFileSync(fileName, 'utf8');
  const name = createHash('sha256')
    .update(JSON.stringify([version, compilerOptions, fileName, text]))
    .digest('hex');
  const cached = join(CACHE, `${name}.js`);
  if (existsSync(cached)) return readFileSync(cached, 'utf8');
  const outputText = transpiled(text, fileName);
  mkdirSync(CACHE, { recursive: true });
  // Under its real name only when it is whole: other processes read here too.
  const draft = `${cached}.${process.pid}`;
  writeFileSync(draft, outputText);
  renameSync(draft, cached);
  return outputText;
}

function transpiled(text, fileName) {
  const ts = require('typescript');
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, '.');
  return ts.transpileModule(text, { compilerOptions: options, fileName }).outputText;
}
