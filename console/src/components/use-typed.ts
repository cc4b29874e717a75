import { useEffect, useEffectEvent, useState } from 'react';

const SETTLED_MS = 250;

/**
 * A text that is being typed and is told when it has not changed for a while: nobody is asked letter by letter,
 * and no letter is lost while the answer is on its way.
 * @param value what was told last; another one, as after going back, takes the place of what is typed
 */
export function useTyped(value: string, onSettled: (text: string) => void) {
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    if (value !== told) {
      setTold(value);
      setText(value);
    }
  }
  const settle = useEffectEvent(() => {
    setTold(text.trim());
    onSettled(text.trim());
  });
  useEffect(() => {
    if (text.trim() === told) return;
    const timer = setTimeout(settle, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text, told]);
  return [text, setText] as const;
}
