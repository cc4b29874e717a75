import { Search, SlidersHorizontal } from 'lucide-react';
import { useId, useState } from 'react';
import { intentsOf, useProfiles } from '../../api/queries.js';
import type { TraceStatus } from '../../api/types.js';
import { Button } from '../../components/button.js';
import { type Option, SelectField, TextField } from '../../components/field.js';
import { useTyped } from '../../components/use-typed.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { type FilterName, type Filters, activeCount } from './filters.js';
import { tracesMessages } from './messages.js';

interface FilterBarProps {
  readonly filters: Filters;
  readonly onChange: (name: FilterName, value: string) => void;
  readonly onClear: () => void;
}

/** The search, always there, and the filters, which a narrow screen shows when they are wanted. */
export function FilterBar({ filters, onChange, onClear }: FilterBarProps) {
  const m = useMessages(tracesMessages);
  const [open, setOpen] = useState(false);
  const active = activeCount(filters);
  return (
    <search className="filters">
      <TraceIdSearch value={filters.traceId} onSettled={(traceId) => onChange('traceId', traceId)} />
      <Button className="filter-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <SlidersHorizontal aria-hidden="true" />
        {m.filters(active)}
      </Button>
      <div className="filter-fields" data-open={open}>
        <FilterFields filters={filters} onChange={onChange} />
        <Button kind="plain" className="filter-clear" disabled={active === 0} onClick={onClear}>
          {m.clear}
        </Button>
      </div>
    </search>
  );
}

interface TypedProps {
  readonly value: string;
  readonly onSettled: (text: string) => void;
}

function TraceIdSearch({ value, onSettled }: TypedProps) {
  const m = useMessages(tracesMessages);
  const id = useId();
  const [text, setText] = useTyped(value, onSettled);
  return (
    <div className="filter-search">
      <Search aria-hidden="true" />
      <label htmlFor={id} className="visually-hidden">
        {m.search}
      </label>
      <input
        id={id}
        type="search"
        className="input mono"
        placeholder={m.searchHint}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  );
}

function UserField({ value, onSettled }: TypedProps) {
  const m = useMessages(tracesMessages);
  const [text, setText] = useTyped(value, onSettled);
  return (
    <TextField
      label={m.userId}
      value={text}
      placeholder={m.any}
      spellCheck={false}
      autoComplete="off"
      onChange={setText}
    />
  );
}

function FilterFields({ filters, onChange }: Omit<FilterBarProps, 'onClear'>) {
  const m = useMessages(tracesMessages);
  const choices = useChoices(filters);
  return (
    <>
      {choices.map(({ name, options }) => (
        <SelectField
          key={name}
          label={m[name]}
          value={filters[name]}
          options={options}
          onChange={(value) => onChange(name, value)}
        />
      ))}
      <UserField value={filters.userId} onSettled={(userId) => onChange('userId', userId)} />
      {filters.range === 'custom' &&
        (['from', 'to'] as const).map((name) => (
          <TextField
            key={name}
            type="datetime-local"
            label={m[name]}
            value={filters[name]}
            onChange={(value) => onChange(name, value)}
          />
        ))}
    </>
  );
}

const STATUSES: readonly TraceStatus[] = ['complete', 'failed', 'refused', 'cancelled', 'running'];

/** What there is to choose from, in the order of how often it is wanted. */
function useChoices(filters: Filters) {
  const m = useMessages(tracesMessages);
  const common = useMessages(commonMessages);
  const { data } = useProfiles();
  const any: Option = { value: '', text: m.any };
  return [
    { name: 'range', options: rangeOptions(m) },
    { name: 'status', options: [any, ...STATUSES.map((value) => ({ value, text: common.status[value] }))] },
    { name: 'intent', options: [any, ...names(data === undefined ? [] : intentsOf(data), filters.intent)] },
    {
      name: 'profile',
      options: [any, ...names(data?.profiles.map(({ name }) => name) ?? [], filters.profile)],
    },
    {
      name: 'feedback',
      options: [any, { value: 'up', text: common.liked }, { value: 'down', text: common.disliked }],
    },
    {
      name: 'origin',
      options: [any, { value: 'ask', text: m.asks }, { value: 'replay', text: m.replays }],
    },
  ] as const;
}

/** Also one that no longer exists may be in an address that somebody kept. */
function names(known: readonly string[], chosen: string): Option[] {
  return [...new Set([...known, ...(chosen === '' ? [] : [chosen])])].map((name) => ({
    value: name,
    text: name,
  }));
}

function rangeOptions(m: (typeof tracesMessages)['en']): Option[] {
  return [
    { value: '', text: m.anyTime },
    { value: '15m', text: m.lastMinutes(15) },
    { value: '1h', text: m.lastHours(1) },
    { value: '24h', text: m.lastHours(24) },
    { value: '7d', text: m.lastDays(7) },
    { value: 'custom', text: m.custom },
  ];
}
