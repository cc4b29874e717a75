import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { defaultModel } from '../build-snapshot.js';
import { FLAGS_FILE } from '../files/flags-file.js';
import { MODELS_FILE } from '../files/models-file.js';
import type { ConfigDir } from '../files/read-config-dir.js';
import type { ConfigIssue, Snapshot } from '../snapshot.js';

/**
 * Files that may be missing, and were in force: a moment in which one is away, as while it is replaced, must not switch
 * every flag off, nor put models back to their defaults. Whoever means it says so in the file.
 */
export function checkLostFiles(
  configDir: string,
  { flags, models }: Pick<ConfigDir, 'flags' | 'models'>,
  serving: Pick<Snapshot, 'flags' | 'models'>,
): ConfigIssue[] {
  const lost = (name: string, message: string): ConfigIssue => ({
    severity: 'error',
    file: join(configDir, name),
    path: '',
    message,
  });
  const issues: ConfigIssue[] = [];
  if (models === 'absent' && hasOwnModels(serving))
    issues.push(
      lost(
        MODELS_FILE,
        'is gone, and models are set by it: put it back, or name them there without settings, such as "models: { fast: {} }"',
      ),
    );
  if (flags === 'absent' && serving.flags.size > 0)
    issues.push(
      lost(FLAGS_FILE, 'is gone, and its flags are in force: put it back, or say "flags: {}" there for none'),
    );
  return issues;
}

/** Whether some model is otherwise than it would be without a file. */
function hasOwnModels({ models }: Pick<Snapshot, 'models'>): boolean {
  return models.entries().some(([alias, model]) => !isDeepStrictEqual(model, defaultModel(alias)));
}
