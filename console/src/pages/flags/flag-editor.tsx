import type { Flag } from '../../api/flag-types.js';
import { Button } from '../../components/button.js';
import { CheckField, SelectField, TextAreaField } from '../../components/field.js';
import { useMessages } from '../../i18n/language.js';
import { ChangeForm } from '../changes/change-form.js';
import type { FieldErrors } from '../changes/field-errors.js';
import { useChangeForm } from '../changes/use-change-form.js';
import { changeableOf, draftOf, type FlagDraft, ruleOf, targetingFaultOf } from './flag-draft.js';
import { jsonText, readObject } from './json-text.js';
import { flagsMessages } from './messages.js';
import { useFaultWords } from './use-fault-words.js';

/** Changes what decides about a flag. */
export function FlagEditor({ flag }: { readonly flag: Flag }) {
  const m = useMessages(flagsMessages);
  const faultWords = useFaultWords();
  const faultsOf = (draft: FlagDraft): FieldErrors => {
    const fault = targetingFaultOf(draft);
    return fault === undefined ? {} : { '/targeting': faultWords(fault) };
  };
  const { draft, edit, form } = useChangeForm({
    view: flag,
    changeableOf,
    draftOf,
    valueOf: ruleOf,
    // All of the rule, as it is shown: what is left out the server takes from what is in force.
    bodyOf: ruleOf,
    faultsOf,
    fieldOf,
  });
  // What is no JSON is said as it is typed: the preview cannot follow it.
  const errors = { ...form.errors, ...faultsOf(draft) };
  return (
    <ChangeForm form={form} title={m.change} confirm={m.submit}>
      <RuleFields flag={flag} draft={draft} errors={errors} onEdit={edit} />
    </ChangeForm>
  );
}

const FIELDS = ['/state', '/defaultVariant', '/targeting'] as const;

/** Of the targeting the server may say where in it. */
function fieldOf(pointer: string): string | undefined {
  return FIELDS.find((field) => pointer === field || pointer.startsWith(`${field}/`));
}

interface RuleFieldsProps {
  readonly flag: Flag;
  readonly draft: FlagDraft;
  readonly errors: FieldErrors;
  readonly onEdit: (parts: Partial<FlagDraft>) => void;
}

function RuleFields({ flag, draft, errors, onEdit }: RuleFieldsProps) {
  const m = useMessages(flagsMessages);
  const names = Object.keys(flag.variants);
  const read = readObject(draft.targeting);
  return (
    <>
      <CheckField
        look="switch"
        label={m.enable}
        hint={errors['/state'] ?? m.enableHint}
        checked={draft.enabled}
        onChange={(enabled) => onEdit({ enabled })}
      />
      <SelectField
        label={m.defaultVariant}
        hint={m.defaultVariantHint}
        value={draft.defaultVariant}
        error={errors['/defaultVariant']}
        options={[{ value: '', text: m.noVariant }, ...names.map((name) => ({ value: name, text: name }))]}
        onChange={(defaultVariant) => onEdit({ defaultVariant })}
      />
      <div className="targeting-field">
        <TextAreaField
          label={m.targeting}
          hint={m.targetingHint}
          className="mono"
          rows={Math.min(18, Math.max(5, draft.targeting.split('\n').length + 1))}
          spellCheck={false}
          autoComplete="off"
          value={draft.targeting}
          error={errors['/targeting']}
          onChange={(targeting) => onEdit({ targeting })}
        />
        <Button
          kind="plain"
          disabled={read.fault !== undefined || jsonText(read.value) === draft.targeting}
          onClick={() => read.fault === undefined && onEdit({ targeting: jsonText(read.value) })}
        >
          {m.format}
        </Button>
      </div>
    </>
  );
}
