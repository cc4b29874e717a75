import { TriangleAlert } from 'lucide-react';
import { useConfigStatus } from '../api/config-queries.js';
import { Badge, type Tone } from '../components/badge.js';
import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';

const POLL_MS = 30_000;

/** Whether the configuration needs somebody: files that were refused, or changes that do not fit them. */
export function ConfigBadge() {
  const m = useMessages(commonMessages);
  const { data } = useConfigStatus(POLL_MS);
  if (data === undefined) return null;
  if (data.lastReload.outcome === 'rejected') return <Mark tone="bad" words={m.reloadRejected} />;
  const ignored = data.ignoredChanges.length;
  return ignored === 0 ? null : <Mark tone="warn" words={m.changesIgnored(ignored)} />;
}

/** A sign that fits beside a name; in words for who asks. */
function Mark({ tone, words }: { readonly tone: Tone; readonly words: string }) {
  return (
    <Badge tone={tone} title={words}>
      <TriangleAlert aria-hidden="true" />
      <span className="visually-hidden">{words}</span>
    </Badge>
  );
}
