import './progress-bar.css';

interface ProgressBarProps {
  /** What is going on. */
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** How far it is, in words. */
  readonly text: string;
  readonly tone?: 'accent' | 'bad' | 'muted';
}

/** How far something is: the browser's own element, which tells it to everybody. */
export function ProgressBar({ label, value, max, text, tone = 'accent' }: ProgressBarProps) {
  return (
    <progress
      className="progress-bar"
      data-tone={tone}
      aria-label={label}
      aria-valuetext={text}
      value={value}
      max={Math.max(max, 1)}
    />
  );
}
