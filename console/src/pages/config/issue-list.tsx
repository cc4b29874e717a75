import type { ConfigIssue } from '../../api/config-types.js';
import { useMessages } from '../../i18n/language.js';
import { configMessages } from './messages.js';

/** What is wrong with configuration files, where exactly, as editors open it: file:line:column. */
export function IssueList({ issues }: { readonly issues: readonly ConfigIssue[] }) {
  return (
    <ul className="issues">
      {issues.map((issue) => (
        <IssueItem
          key={`${issue.file}:${issue.line}:${issue.column} ${issue.path} ${issue.message}`}
          issue={issue}
        />
      ))}
    </ul>
  );
}

function IssueItem({
  issue: { severity, file, line, column, path, message },
}: {
  readonly issue: ConfigIssue;
}) {
  const m = useMessages(configMessages);
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return (
    <li data-severity={severity}>
      <p className="issue-place">
        <code>{file === 'environment' ? m.fromEnvironment : place}</code>
        {path !== '' && <span className="mono muted">{path}</span>}
      </p>
      <p>{message}</p>
    </li>
  );
}
