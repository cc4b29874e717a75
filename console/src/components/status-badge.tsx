import type { TraceStatus } from '../api/types.js';
import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import { Badge, type Tone } from './badge.js';

const TONES: Readonly<Record<TraceStatus, Tone>> = {
  running: 'info',
  complete: 'good',
  failed: 'bad',
  cancelled: 'neutral',
  refused: 'warn',
};

export function StatusBadge({ status }: { readonly status: TraceStatus }) {
  const m = useMessages(commonMessages);
  return <Badge tone={TONES[status]}>{m.status[status]}</Badge>;
}
