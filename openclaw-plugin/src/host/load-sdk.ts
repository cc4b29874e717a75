/** A module of OpenClaw's plugin SDK. */
export type SdkModule = 'simple-completion-runtime' | 'llm' | 'agent-sessions' | 'agent-harness';

/** What a module exports; rejects when this OpenClaw does not have it. */
export type LoadSdk = (module: SdkModule) => Promise<unknown>;

/** Loads from the OpenClaw that runs the plugin, whose loader reads these names. */
export const loadSdk: LoadSdk = (module) => {
  switch (module) {
    case 'simple-completion-runtime':
      return import('openclaw/plugin-sdk/simple-completion-runtime');
    case 'llm':
      return import('openclaw/plugin-sdk/llm');
    case 'agent-sessions':
      return import('openclaw/plugin-sdk/agent-sessions');
    case 'agent-harness':
      return import('openclaw/plugin-sdk/agent-harness');
  }
};
