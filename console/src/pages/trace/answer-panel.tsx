import type { Feedback, Trace } from '../../api/types.js';
import { CopyButton } from '../../components/copy-button.js';
import { FeedbackBadge } from '../../components/feedback-badge.js';
import { Panel } from '../../components/panel.js';
import { TextBlock } from '../../components/text-block.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { traceMessages } from './messages.js';

/** What the user saw, and what they thought of it. */
export function AnswerPanel({ trace }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  const { answer, label, rejectedAnswer, feedback, replayOf } = trace;
  return (
    <Panel
      title={replayOf === null ? m.answer : m.replayAnswer}
      actions={answer !== null && <CopyButton text={answer} />}
    >
      <div className="stack">
        {answer === null ? (
          <p className="muted">{m.noAnswer}</p>
        ) : (
          <div>
            <TextBlock kind="answer">{answer}</TextBlock>
            {label !== undefined && <p className="answer-label muted">{label}</p>}
          </div>
        )}
        {rejectedAnswer !== null && (
          <div className="rejected">
            <p className="small">{m.rejected}</p>
            <TextBlock>{rejectedAnswer}</TextBlock>
          </div>
        )}
        {feedback !== null && <FeedbackView feedback={feedback} />}
      </div>
    </Panel>
  );
}

function FeedbackView({ feedback: { rating, comment, at } }: { readonly feedback: Feedback }) {
  const m = useMessages(traceMessages);
  const format = useFormat();
  return (
    <div className="feedback">
      <p className="row small muted">
        {m.feedbackOf(format.time(at))} <FeedbackBadge rating={rating} />
      </p>
      {comment !== null && <TextBlock>{comment}</TextBlock>}
    </div>
  );
}
