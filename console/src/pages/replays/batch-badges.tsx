import { Check, X } from 'lucide-react';
import type { BatchStatus, Verdict } from '../../api/replay-types.js';
import { Badge, type Tone } from '../../components/badge.js';
import { NOTHING } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { replayMessages } from './messages.js';

const TONES: Readonly<Record<BatchStatus, Tone>> = {
  running: 'info',
  complete: 'neutral',
  cancelled: 'neutral',
  failed: 'bad',
};

export function BatchStatusBadge({ status }: { readonly status: BatchStatus }) {
  const m = useMessages(replayMessages);
  return <Badge tone={TONES[status]}>{m.status[status]}</Badge>;
}

export function VerdictBadge({ verdict }: { readonly verdict: Verdict | null }) {
  const m = useMessages(replayMessages);
  if (verdict === null) return <span className="muted">{NOTHING}</span>;
  const Icon = verdict === 'pass' ? Check : X;
  return (
    <Badge tone={verdict === 'pass' ? 'good' : 'bad'}>
      <Icon aria-hidden="true" />
      {m.verdicts[verdict]}
    </Badge>
  );
}
