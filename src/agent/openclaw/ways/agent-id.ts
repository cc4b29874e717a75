/**
 * The id of the OpenClaw agent that carries exactly these tools: `fast` without any, else
 * `fast--crm_lookup-order_status`, with the tools sorted, so that a profile needs no list of agents.
 * OpenClaw agents own their tools and HTTP callers cannot lend them any that the gateway would run.
 */
export function agentIdFor(agent: string, tools: readonly string[]): string {
  if (tools.length === 0) return agent;
  return `${agent}--${[...new Set(tools)].toSorted().join('-')}`;
}
