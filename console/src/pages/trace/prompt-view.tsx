import { Problem } from '../../api/problem.js';
import type { TracePrompt } from '../../api/types.js';
import { Badge } from '../../components/badge.js';
import { CopyButton } from '../../components/copy-button.js';
import { type Fact, Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { TextBlock } from '../../components/text-block.js';
import { type Format, NOTHING, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { type TraceWords, traceMessages } from './messages.js';
import { usePrompt } from './use-trace.js';

/** What the model was given. */
export function PromptView({ id }: { readonly id: string }) {
  const m = useMessages(traceMessages);
  const query = usePrompt(id);
  const { data, error } = query;
  if (data === undefined && error instanceof Problem && (error.status === 404 || error.status === 409)) {
    return <p className="muted">{m.promptNotKept}</p>;
  }
  return <Loaded query={query}>{(prompt) => <Given prompt={prompt} />}</Loaded>;
}

function Given({ prompt }: { readonly prompt: TracePrompt }) {
  const m = useMessages(traceMessages);
  const format = useFormat();
  return (
    <>
      <p className="muted small">{m.promptOf}</p>
      <ol className="prompt-messages">
        {prompt.messages.map(({ role, content }, index) => (
          // Messages have no ids, and their order is theirs for good.
          // eslint-disable-next-line react/no-array-index-key -- messages have no ids, and stay in their order
          <li key={index}>
            <p className="row spread">
              <Badge tone={role === 'system' ? 'accent' : 'neutral'}>{roleName(role, m)}</Badge>
              <CopyButton text={content} iconOnly />
            </p>
            <TextBlock kind="mono">{content}</TextBlock>
          </li>
        ))}
      </ol>
      <h3>{m.settings}</h3>
      <Facts facts={settingsOf(prompt, m, format)} />
    </>
  );
}

function roleName(role: string, { roles }: TraceWords): string {
  return isKnown(role, roles) ? roles[role] : role;
}

function isKnown<T extends object>(name: string, names: T): name is string & keyof T {
  return Object.hasOwn(names, name);
}

function settingsOf({ profile, model }: TracePrompt, m: TraceWords, format: Format): Fact[] {
  const { temperature, topP, cacheTtlS } = profile;
  return [
    { name: m.profile, value: profile.name },
    { name: m.model, value: model.model === undefined ? model.alias : `${model.alias} · ${model.model}` },
    { name: m.agent, value: model.agent },
    { name: m.maxTokens, value: format.count(profile.maxTokens) },
    ...(temperature === undefined ? [] : [{ name: m.temperature, value: temperature }]),
    ...(topP === undefined ? [] : [{ name: m.topP, value: topP }]),
    { name: m.deadline, value: format.ms(profile.deadlineMs) },
    { name: m.tools, value: profile.tools.length === 0 ? NOTHING : profile.tools.join(', ') },
    { name: m.fallback, value: profile.fallback ?? NOTHING },
    ...(cacheTtlS === 0 ? [] : [{ name: m.cacheTtl, value: m.seconds(cacheTtlS) }]),
  ];
}
