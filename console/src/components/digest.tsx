import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import { CopyButton } from './copy-button.js';
import './digest.css';

/** Characters that tell a digest from the others. */
const SHORT = 12;

interface DigestProps {
  readonly digest: string;
  /** Of what, for the name of the button that copies it. */
  readonly name: string;
}

/** The begin of a digest; all of it is copied. */
export function Digest({ digest, name }: DigestProps) {
  const m = useMessages(commonMessages);
  return (
    <span className="digest">
      <span className="mono" title={digest}>
        {digest.slice(0, SHORT)}
      </span>
      <CopyButton text={digest} label={`${m.copy}: ${name}`} iconOnly />
    </span>
  );
}
