import type { Trace } from '../../api/types.js';
import { Panel } from '../../components/panel.js';
import { TextBlock } from '../../components/text-block.js';
import { useMessages } from '../../i18n/language.js';
import { traceMessages } from './messages.js';

/** What the user gave and what the client told of the surroundings, field by field. */
export function InputPanel({ trace: { input, context } }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  return (
    <Panel title={m.input}>
      {input === null ? <p className="muted">{m.noInput}</p> : <Fields fields={input} />}
      {context !== null && Object.keys(context).length > 0 && (
        <details className="more-facts">
          <summary>{m.context}</summary>
          <Fields fields={context} />
        </details>
      )}
    </Panel>
  );
}

function Fields({ fields }: { readonly fields: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="fields">
      {Object.entries(fields).map(([name, value]) => (
        <div key={name}>
          <dt className="mono">{name}</dt>
          <dd>
            {typeof value === 'string' ? (
              <TextBlock>{value}</TextBlock>
            ) : (
              <TextBlock kind="mono">{JSON.stringify(value, null, 1)}</TextBlock>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
