import { useFormat } from '../i18n/format.js';
import { useNow } from './use-now.js';

/** A time as people say it; the exact one when it is pointed at. */
export function When({ at }: { readonly at: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={at} title={`${format.time(at)} · ${at}`} className="nowrap">
      {format.ago(at, now)}
    </time>
  );
}
