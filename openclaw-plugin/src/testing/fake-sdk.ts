import type { LoadSdk } from '../host/load-sdk.js';

/** Events of the fake model, and what it does between them. */
export type ModelScript = (call: ModelCall) => AsyncIterable<unknown>;

export interface ModelCall {
  readonly model: unknown;
  readonly context: unknown;
  readonly options: Readonly<Record<string, unknown>> & { readonly signal: AbortSignal };
}

export interface Preparation {
  readonly cfg: unknown;
  readonly agentId: string;
  readonly modelRef: string;
}

export const USAGE = { input: 20, cacheRead: 8, cacheWrite: 2, output: 5 };

/** What a provider that says some words ends with. */
export function done(overrides: object = {}): object {
  return { type: 'done', message: { content: [], stopReason: 'stop', usage: USAGE, ...overrides } };
}

/** The two modules of the lean engine, with a script in the place of a provider. */
export class FakeLeanSdk {
  readonly preparations: Preparation[] = [];
  readonly calls: ModelCall[] = [];
  script: ModelScript = async function* hello() {
    yield { type: 'start' };
    yield { type: 'text_delta', delta: 'Hello' };
    yield { type: 'text_delta', delta: ' there' };
    yield done();
  };
  prepared: (preparation: Preparation) => unknown = ({ modelRef }) => {
    const [provider, id] = modelRef.split('/');
    return { model: { api: 'openai-completions', provider, id }, auth: { apiKey: 'secret-key' } };
  };

  readonly load: LoadSdk = async (module) => {
    switch (module) {
      case 'simple-completion-runtime':
        return {
          prepareSimpleCompletionModelForAgent: async (params: Preparation) => {
            this.preparations.push(params);
            return this.prepared(params);
          },
        };
      case 'llm':
        return {
          streamSimple: (model: unknown, context: unknown, options: ModelCall['options']) => {
            const call = { model, context, options };
            this.calls.push(call);
            return this.script(call);
          },
        };
      case 'agent-sessions':
        return { SessionManager: FakeSessionManager };
      case 'agent-harness':
        return { createOpenClawCodingTools: ({ agentId }: { agentId: string }) => toolsOf(agentId) };
    }
  };
}

function toolsOf(agentId: string): object[] {
  return agentId === 'fast' ? [] : [{ name: 'read' }, { name: 'web_fetch' }];
}

export class FakeSessionManager {
  readonly messages: unknown[] = [];

  static inMemory(): FakeSessionManager {
    return new FakeSessionManager();
  }

  appendMessage(message: unknown): void {
    this.messages.push(message);
  }
}
