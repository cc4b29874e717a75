import { basename } from 'node:path';
import type { GatewayNeeds } from '../needs.js';
import type { Json5Document, Path } from './json5-document.js';
import { OWN_PROVIDER, ownModels, providerModel } from './lean-config.js';
import { at, keysAt, stringsAt } from './tree.js';

/** Adds what must stand in lists that the file has already, since {@link addMissing} leaves those alone. */
export function extendLists(
  document: Json5Document,
  needs: GatewayNeeds,
  pluginPath: string | undefined,
): void {
  extendModels(document, needs);
  allowModels(document, needs);
  if (pluginPath === undefined) return;
  include(document, ['plugins', 'allow'], 'miniask');
  const paths = stringsAt(document.data, 'plugins', 'load', 'paths') ?? [];
  // One that only stands elsewhere is for a person to decide about.
  if (paths.some((path) => basename(path) === basename(pluginPath))) return;
  include(document, ['plugins', 'load', 'paths'], pluginPath);
}

/** Our own provider gets the models that were added to `models.yaml` since. */
function extendModels(document: Json5Document, needs: GatewayNeeds): void {
  const path = ['models', 'providers', OWN_PROVIDER, 'models'];
  if (!isOwnProvider(document.data)) return;
  const listed = at(document.data, ...path);
  const ids = Array.isArray(listed) ? listed.map((model) => at(model, 'id')) : [];
  for (const id of ownModels(needs)) {
    if (!ids.includes(id)) document.append(path, providerModel(id));
  }
}

/**
 * Where models are listed, `x-openclaw-model` and the plugin take only those (seen with 2026.9.6, whose
 * docs say otherwise); where they are not, every model of `models.providers`.
 */
function allowModels(document: Json5Document, needs: GatewayNeeds): void {
  const owners = [['agents', 'defaults'], ...needs.agents.map(({ id }) => ['agents', 'entries', id])];
  for (const model of needs.models) {
    if (keysAt(document.data, 'agents', 'defaults', 'models').length > 0) {
      document.add(['agents', 'defaults', 'models', model], {});
    }
    for (const owner of owners) {
      const allowed = [...owner, 'modelPolicy', 'allow'];
      // An empty list allows all.
      if (stringsAt(document.data, ...allowed)?.length) include(document, allowed, model);
    }
  }
}

function include(document: Json5Document, path: Path, item: string): void {
  if (stringsAt(document.data, ...path)?.includes(item) === false) document.append(path, item);
}

/** Whether the file's `main` is the provider that we write: it takes its address from `MODEL_BASE_URL`. */
export function isOwnProvider(data: unknown): boolean {
  return at(data, 'models', 'providers', OWN_PROVIDER, 'baseUrl') === '${MODEL_BASE_URL}';
}
