import { ThumbsDown, ThumbsUp } from 'lucide-react';
import type { Rating } from '../api/types.js';
import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import { Badge } from './badge.js';

export function FeedbackBadge({ rating }: { readonly rating: Rating }) {
  const m = useMessages(commonMessages);
  return rating === 'up' ? (
    <Badge tone="good">
      <ThumbsUp aria-hidden="true" />
      {m.liked}
    </Badge>
  ) : (
    <Badge tone="bad">
      <ThumbsDown aria-hidden="true" />
      {m.disliked}
    </Badge>
  );
}
