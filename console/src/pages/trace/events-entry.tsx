import type { TraceEvent } from '../../api/types.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { traceMessages } from './messages.js';
import { deltasOf } from './timeline-entries.js';
import { TimelineEntry } from './timeline-entry.js';

interface EventsEntryProps {
  readonly events: readonly TraceEvent[];
  readonly lengthMs: number;
}

/** What the readers were told, as ticks on the time axis, and one by one for who wants to know. */
export function EventsEntry({ events, lengthMs }: EventsEntryProps) {
  const m = useMessages(traceMessages);
  const format = useFormat();
  const { count, chars } = deltasOf(events);
  return (
    <TimelineEntry at={format.ms(events[0]?.atMs)} title={m.events} tone="accent">
      <p className="small muted">{m.eventsOf(count, format.count(chars))}</p>
      <div className="bar-track" aria-hidden="true">
        {events.map(({ type, atMs }, index) => (
          <span
            // eslint-disable-next-line react/no-array-index-key -- events have no ids, and stay in their order
            key={index}
            className={`tick tick-${type}`}
            style={{ left: `${(Math.min(atMs, lengthMs) / lengthMs) * 100}%` }}
          />
        ))}
      </div>
      <details className="small">
        <summary>{m.eventsShow}</summary>
        <ol className="event-list numeric">
          {events.map(({ type, atMs, count: parts = 1, chars: written = 0 }, index) => (
            // eslint-disable-next-line react/no-array-index-key -- as above
            <li key={index}>
              <span className="muted">{format.ms(atMs)}</span> <span>{m.eventTypes[type]}</span>{' '}
              {type === 'delta' && <span className="muted">{m.eventChars(parts, written)}</span>}
            </li>
          ))}
        </ol>
      </details>
    </TimelineEntry>
  );
}
