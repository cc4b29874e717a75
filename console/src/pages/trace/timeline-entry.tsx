import type { ReactNode } from 'react';
import type { Tone } from '../../components/badge.js';

interface TimelineEntryProps {
  /** When, where that is known. */
  readonly at?: string;
  readonly title: ReactNode;
  readonly tone?: Tone;
  readonly children?: ReactNode;
}

export function TimelineEntry({ at, title, tone = 'neutral', children }: TimelineEntryProps) {
  return (
    <li className="timeline-entry" data-tone={tone}>
      <span className="timeline-at numeric muted">{at}</span>
      <div className="timeline-body">
        <p className="timeline-title">{title}</p>
        {children}
      </div>
    </li>
  );
}
