import { z } from 'zod';
import { POLICY_FILE, policyFile } from './files/env-policy-file.js';
import { evalFile } from './files/eval-file.js';
import { FLAGS_FILE, flagsFile } from './files/flags-file.js';
import { MODELS_FILE, modelsFile } from './files/models-file.js';
import { PROFILES_FILE, profilesFile } from './files/profiles-file.js';

const SCHEMAS = {
  [PROFILES_FILE]: profilesFile,
  [POLICY_FILE]: policyFile,
  [MODELS_FILE]: modelsFile,
  [FLAGS_FILE]: flagsFile,
  'eval.yaml': evalFile,
};

/** JSON Schemas for editors, by the name of the schema file: `env-policy.schema.json` and so on. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([file, schema]) => [
      file.replace(/\.yaml$/, '.schema.json'),
      `${JSON.stringify({ title: file, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`,
    ]),
  );
}
