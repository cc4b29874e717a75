/**
 * Stands beside every answer, unless an environment says it in other words. China's measures for labelling
 * AI-generated content (国信办通字〔2025〕2号, in force since 2025-09-01) ask for a label that people see.
 */
export const AI_LABEL = '内容由 AI 生成';
