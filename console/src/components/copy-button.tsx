import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import { Button } from './button.js';

const TOLD_MS = 1500;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, where that does not stand beside it. */
  readonly label?: string;
  readonly iconOnly?: boolean;
}

export function CopyButton({ text, label, iconOnly = false }: CopyButtonProps) {
  const m = useMessages(commonMessages);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), TOLD_MS);
  };
  const name = copied ? m.copied : (label ?? m.copy);
  return (
    <Button kind="plain" onClick={() => void copy()} aria-label={name} title={name}>
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      {!iconOnly && name}
    </Button>
  );
}
