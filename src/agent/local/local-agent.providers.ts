import type { Provider } from '@nestjs/common';
import { knowledgeProvider } from './knowledge/knowledge.provider.js';
import { LocalAgentClient } from './local-agent-client.js';

/** What a module needs to inject `LocalAgentClient`; `ConfigService` must be there already. */
export const localAgentProviders: Provider[] = [knowledgeProvider, LocalAgentClient];
