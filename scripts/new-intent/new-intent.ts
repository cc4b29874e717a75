/** Writes a complete new intent: `npm run new:intent -- <name>`. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { withModule } from './catalog-index.ts';
import { withAllowedProfile, withProfile } from './config-files.ts';
import { type IntentName, intentName } from './intent-name.ts';

const CATALOG = 'src/intents/catalog';
const TEMPLATES = path.join(import.meta.dirname, 'templates');

/** A file as it will be: nothing is written before everything could be made. */
interface Draft {
  /** From the project's root. */
  readonly file: string;
  readonly content: string;
}

async function main(): Promise<void> {
  const intent = intentName(process.argv[2], await existingIntents());
  const drafts = await Promise.all(
    [...(await newFiles(intent)), ...(await changedFiles(intent))].map(formatted),
  );
  await mkdir(path.join(CATALOG, intent.name));
  for (const { file, content } of drafts) await writeFile(file, content);
  console.log(report(intent, drafts));
}

async function existingIntents(): Promise<string[]> {
  const entries = await readdir(CATALOG, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function newFiles({ name, pascal, profile }: IntentName): Promise<Draft[]> {
  const templates = await readdir(TEMPLATES);
  return Promise.all(
    templates.map(async (template) => ({
      file: path.join(CATALOG, name, `${name}.${template.replace(/\.tmpl$/, '')}`),
      content: (await readFile(path.join(TEMPLATES, template), 'utf8'))
        .replaceAll('{{name}}', name)
        .replaceAll('{{Pascal}}', pascal)
        .replaceAll('{{profile}}', profile),
    })),
  );
}

async function changedFiles(intent: IntentName): Promise<Draft[]> {
  const changes = [
    [`${CATALOG}/index.ts`, withModule],
    ['config/mini-program-profiles.yaml', withProfile],
    ['config/env-policy.yaml', withAllowedProfile],
  ] as const;
  return Promise.all(
    changes.map(async ([file, change]) => ({ file, content: change(await readFile(file, 'utf8'), intent) })),
  );
}

/** Names have any length, so where lines break is only known now. */
async function formatted({ file, content }: Draft): Promise<Draft> {
  return { file, content: await format(content, { ...(await resolveConfig(file)), filepath: file }) };
}

function report({ name, profile }: IntentName, drafts: readonly Draft[]): string {
  const files = drafts.map(({ file }) => `  ${file}`).join('\n');
  return `The intent "${name}" is complete and works as it stands:
${files}

Next:
  1. Its contract:  ${CATALOG}/${name}/${name}.dto.ts
  2. Its work:      ${CATALOG}/${name}/${name}.handler.ts
  3. Its prompt:    profiles.${profile} in config/mini-program-profiles.yaml
  4. Try it:        npm test && npm start, then /docs
  5. When it is good, allow ${profile} for staging and prod in config/env-policy.yaml

docs/adding-an-intent.md says more.`;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
