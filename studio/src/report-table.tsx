import { Button } from 'react-aria-components';
import type { ReportTable } from '../../src/inspection/report-parts.js';
import { Bar, Legend } from './charts.js';

interface ReportTableProps {
  readonly table: ReportTable | undefined;
  readonly onClass: (name: string) => void;
}

/** A table of a report; a class leads to its images. */
export function TableOfReport({ table, onClass }: ReportTableProps) {
  if (!table) return null;
  const { title, head, rows, whole, legend, note } = table;
  const hasWords = rows.some(({ words }) => words !== undefined);
  return (
    <section className="report-part">
      <h2>{title}</h2>
      <div className="numbers" role="region" aria-label={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {head.map((text) => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
              <th scope="col">
                <span className="unseen">chart</span>
              </th>
              {hasWords && <th scope="col">where</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ cells: [first, ...others], parts, words, class: name }) => (
              <tr key={String(first)}>
                <th scope="row">
                  {name === undefined ? (
                    first
                  ) : (
                    <Button
                      className="link"
                      aria-label={`Show the images of class ${name}`}
                      onPress={() => {
                        onClass(name);
                      }}
                    >
                      {name}
                    </Button>
                  )}
                </th>
                {others.map((cell, i) => (
                  <td key={head[i + 1]}>{cell}</td>
                ))}
                <td className="chart">
                  <Bar parts={parts} whole={whole} />
                </td>
                {hasWords && <td className="words">{words}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {legend.length > 0 && <Legend names={legend} />}
      {note !== undefined && <p className="facts">{note}</p>}
    </section>
  );
}
