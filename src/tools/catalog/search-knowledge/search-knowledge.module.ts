import { Module } from '@nestjs/common';
import { AgentModule } from '../../../agent/agent.module.js';
import { SearchKnowledgeTool } from './search-knowledge.tool.js';

@Module({ imports: [AgentModule], providers: [SearchKnowledgeTool] })
export class SearchKnowledgeModule {}
