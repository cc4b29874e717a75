import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { belongsTo, useProfiles } from '../../api/queries.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { type Option, SelectField } from '../../components/field.js';
import { ProblemNotice } from '../../components/states.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { comparisonMessages } from './messages.js';
import { useReplay } from './use-comparison.js';

interface ReplayDialogProps {
  /** Of the record to replay. */
  readonly id: string;
  readonly recordedProfile: string | null;
  /** Whose profiles there are to choose from; null where that is not known: all of them. */
  readonly intent: string | null;
  readonly onClose: () => void;
}

/** Asks with which profile, replays, and leads to the comparison. */
export function ReplayDialog({ id, recordedProfile, intent, onClose }: ReplayDialogProps) {
  const m = useMessages(comparisonMessages);
  const common = useMessages(commonMessages);
  const navigate = useNavigate();
  const options = useProfileOptions(recordedProfile, intent);
  const [profile, setProfile] = useState('');
  const replay = useReplay(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    replay.mutate(profile, {
      onSuccess: (comparison) => {
        onClose();
        void navigate(`/traces/${comparison.id}/comparison`);
      },
    });
  };
  return (
    <Dialog title={m.dialogTitle} onClose={onClose}>
      <p className="muted small">{m.dialogIntro}</p>
      <form className="stack" onSubmit={submit}>
        <SelectField label={m.profile} value={profile} options={options} onChange={setProfile} />
        {replay.isPending && <output className="small">{m.running}</output>}
        {replay.error !== null && <ProblemNotice error={replay.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{replay.isPending ? m.closeRunning : common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={replay.isPending}>
            {m.run}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function useProfileOptions(recordedProfile: string | null, intent: string | null): Option[] {
  const m = useMessages(comparisonMessages);
  const { data } = useProfiles();
  const recorded = recordedProfile === null ? m.asRecordedUnknown : m.asRecorded(recordedProfile);
  const profiles = (data?.profiles ?? []).filter((each) => intent === null || belongsTo(each, intent));
  return [
    { value: '', text: recorded },
    ...profiles.map(({ name, allowed }) => ({
      value: name,
      text: allowed ? m.asNow(name) : `${m.asNow(name)} · ${m.notAllowed}`,
    })),
  ];
}
