import type { Flag } from '../../api/flag-types.js';
import { useMessages } from '../../i18n/language.js';
import { flagsMessages } from './messages.js';

/** What a flag does to asks, and to which. */
export function FlagEffect({ effect }: Pick<Flag, 'effect'>) {
  const m = useMessages(flagsMessages);
  if (effect === null) return <span className="muted small">{m.noEffect}</span>;
  const words: Readonly<Record<string, string>> = m.effects;
  return (
    <span className="flag-effect small">
      <span>{words[effect.kind] ?? effect.kind}</span>{' '}
      <span className="muted">
        {effect.intents.map((intent) => (intent === '*' ? m.everyIntent : intent)).join(', ')}
      </span>
    </span>
  );
}
