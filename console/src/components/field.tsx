import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';
import './field.css';

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  /** What is wrong with the value. */
  readonly error?: string | undefined;
}

export function TextField({ label, onChange, hint, error, className = '', ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        aria-describedby={hint === undefined && error === undefined ? undefined : `${id}-note`}
        aria-invalid={error !== undefined}
        onChange={({ target }) => onChange(target.value)}
        {...rest}
      />
      <FieldNote id={`${id}-note`} hint={hint} error={error} />
    </div>
  );
}

interface FieldNoteProps {
  readonly id: string;
  readonly hint: string | undefined;
  readonly error: string | undefined;
}

/** The error stands where the hint stood, so that the form does not jump. */
function FieldNote({ id, hint, error }: FieldNoteProps) {
  if (hint === undefined && error === undefined) return null;
  return (
    <span id={id} className={error === undefined ? 'field-hint' : 'field-error'}>
      {error ?? hint}
    </span>
  );
}

interface SelectFieldProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  readonly label: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly Option[];
  readonly hint?: string | undefined;
  /** What is wrong with the choice. */
  readonly error?: string | undefined;
}

export interface Option {
  readonly value: string;
  readonly text: ReactNode;
  readonly disabled?: boolean;
}

export function SelectField(props: SelectFieldProps) {
  const { label, onChange, options, hint, error, className = '', ...rest } = props;
  const id = useId();
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        aria-describedby={hint === undefined && error === undefined ? undefined : `${id}-note`}
        aria-invalid={error !== undefined}
        onChange={({ target }) => onChange(target.value)}
        {...rest}
      >
        {options.map(({ value, text, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {text}
          </option>
        ))}
      </select>
      <FieldNote id={`${id}-note`} hint={hint} error={error} />
    </div>
  );
}

interface TextAreaFieldProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange'> {
  readonly label: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  /** What is wrong with the text. */
  readonly error?: string | undefined;
}

/** For texts of more than one line. */
export function TextAreaField(props: TextAreaFieldProps) {
  const { label, onChange, hint, error, className = '', ...rest } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className={`input ${className}`}
        aria-describedby={hint === undefined && error === undefined ? undefined : `${id}-note`}
        aria-invalid={error !== undefined}
        onChange={({ target }) => onChange(target.value)}
        {...rest}
      />
      <FieldNote id={`${id}-note`} hint={hint} error={error} />
    </div>
  );
}

interface CheckFieldProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** A switch is in force or not; a box says yes or no to something. */
  readonly look?: 'box' | 'switch';
  readonly hint?: string | undefined;
}

/** Yes or no. */
export function CheckField({ label, checked, onChange, look = 'box', hint }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="check-field">
      <input
        id={id}
        type="checkbox"
        role={look === 'switch' ? 'switch' : undefined}
        aria-checked={checked}
        className={look}
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-note`}
        onChange={({ target }) => onChange(target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <span id={`${id}-note`} className="field-hint">
          {hint}
        </span>
      )}
    </div>
  );
}
