import type { AgentNeed, GatewayNeeds } from '../needs.js';
import { findConflicts } from './conflicts.js';
import { extendLists, isOwnProvider } from './extend-lists.js';
import { Json5Document } from './json5-document.js';
import { type Circumstances, leanConfig } from './lean-config.js';
import { addMissing } from './merge.js';
import { keysAt } from './tree.js';

export interface SetUp {
  readonly text: string;
  /** What the file holds against MiniAsk and stays all the same, with what to do about it. */
  readonly warnings: readonly string[];
}

/**
 * The text of an `openclaw.json` that serves these needs.
 * @param text what the file holds now; undefined where there is none
 * @param pluginPath absolute path of the plugin's folder as the gateway sees it; absent without the plugin
 * @throws NotJson5
 */
export function setUpConfig(
  text: string | undefined,
  needs: GatewayNeeds,
  pluginPath: string | undefined,
): SetUp {
  const document = Json5Document.parse(text ?? '{}');
  const circumstances = look(document.data, needs, pluginPath);
  const { included } = addMissing(document, leanConfig(needs, circumstances));
  extendLists(document, needs, pluginPath);
  const warnings = [
    ...needs.unservable,
    ...included.map(
      (place) =>
        `${place}: comes from another file ($include), which was not looked into: see there, or let this command set up a file without includes`,
    ),
    ...findConflicts(document.data, needs, circumstances),
  ];
  return { text: ending(document.text), warnings };
}

function look(data: unknown, needs: GatewayNeeds, pluginPath: string | undefined): Circumstances {
  const others = keysAt(data, 'agents', 'entries').filter((id) => !isOurs(id, needs.agents));
  return {
    ...(pluginPath !== undefined && { pluginPath }),
    hasOwnProvider: isOwnProvider(data) || keysAt(data, 'models', 'providers').length === 0,
    isShared: others.length > 0 || keysAt(data, 'channels').length > 0,
  };
}

/** Also of a profile that is gone: an agent named after one of ours and its tools. */
function isOurs(id: string, agents: readonly AgentNeed[]): boolean {
  return agents.some((agent) => agent.id === id || id.startsWith(`${agent.base}--`));
}

/** With a line end at its end, as editors want it. */
export function ending(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
