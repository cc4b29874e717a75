import type { ToolCall, Trace } from '../../api/types.js';
import { Badge } from '../../components/badge.js';
import { CopyButton } from '../../components/copy-button.js';
import { Panel } from '../../components/panel.js';
import { Tabs } from '../../components/tabs.js';
import { JsonBlock, TextBlock } from '../../components/text-block.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { traceMessages } from './messages.js';
import { PromptView } from './prompt-view.js';

/** What is looked at when the answer alone explains nothing. */
export function TraceDetails({ trace }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  const calls = trace.attempts.flatMap(({ toolCalls = [] }) => toolCalls);
  return (
    <Panel title={m.details}>
      <Tabs
        label={m.details}
        tabs={[
          { key: 'prompt', title: m.prompt, content: <Prompt trace={trace} /> },
          { key: 'output', title: m.output, content: <Output trace={trace} /> },
          { key: 'tools', title: `${m.tools} (${calls.length})`, content: <ToolCalls calls={calls} /> },
          { key: 'raw', title: m.raw, content: <Raw trace={trace} /> },
        ]}
      />
    </Panel>
  );
}

/** Without a profile or an input there was no prompt, or none that can be composed again: the server need not be asked. */
function Prompt({ trace: { id, input, profile } }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  if (input === null || profile === null) return <p className="muted">{m.promptNotKept}</p>;
  return <PromptView id={id} />;
}

function Output({ trace: { output } }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  return output === null ? (
    <p className="muted">{m.noOutput}</p>
  ) : (
    <JsonBlock label={m.output} value={output} />
  );
}

function Raw({ trace }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  return (
    <div className="stack">
      <div>
        <CopyButton text={JSON.stringify(trace, null, 2)} />
      </div>
      <JsonBlock label={m.raw} value={trace} />
    </div>
  );
}

function ToolCalls({ calls }: { readonly calls: readonly ToolCall[] }) {
  const m = useMessages(traceMessages);
  const format = useFormat();
  if (calls.length === 0) return <p className="muted">{m.noTools}</p>;
  return (
    <ol className="tool-calls">
      {calls.map((call, index) => (
        // They have no ids, and their order is theirs for good.
        // eslint-disable-next-line react/no-array-index-key -- calls have no ids, and stay in their order
        <li key={index} className="stack">
          <p className="row">
            <strong className="mono">{call.name}</strong>
            <Badge tone={call.outcome === 'ok' ? 'good' : 'bad'}>{call.outcome}</Badge>
            <span className="muted small">{format.ms(call.totalMs)}</span>
          </p>
          <div>
            <p className="muted small">{m.toolAsked}</p>
            <TextBlock kind="mono">{call.arguments}</TextBlock>
          </div>
          <div>
            <p className="muted small">{m.toolTold}</p>
            <TextBlock kind="mono">{call.result}</TextBlock>
          </div>
        </li>
      ))}
    </ol>
  );
}
