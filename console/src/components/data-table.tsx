import type { ReactNode } from 'react';
import './data-table.css';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  readonly numeric?: boolean;
  /**
   * `title` heads the card that a row becomes on a narrow screen; `wide` takes a whole line of it; `hidden` is not
   * on it, as the page that the card leads to has it too.
   */
  readonly card?: 'title' | 'wide' | 'hidden';
}

interface DataTableProps<Row> {
  /** What the table is, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Rows to be seen first, such as failures. */
  readonly toneOf?: (row: Row) => 'bad' | 'warn' | undefined;
  /** `compact`: as few lines as can be, without headers; the link in the title is as large as the card. */
  readonly cards?: 'compact';
}

/**
 * A table; on a narrow screen every row is a card. The roles are said, because browsers forget those of a
 * table that is laid out otherwise.
 */
export function DataTable<Row>({ caption, columns, rows, keyOf, toneOf, cards }: DataTableProps<Row>) {
  return (
    <div className="table-frame">
      <table className="data-table" data-cards={cards} role="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ key, header, numeric }) => (
              <th
                key={key}
                role="columnheader"
                scope="col"
                className={numeric === true ? 'numeric-cell' : ''}
              >
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row" data-tone={toneOf?.(row)}>
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const { header, cell, numeric, card } = column;
  return (
    <td
      role="cell"
      data-label={header}
      data-card={card}
      className={numeric === true ? 'numeric numeric-cell' : ''}
    >
      {cell(row)}
    </td>
  );
}
