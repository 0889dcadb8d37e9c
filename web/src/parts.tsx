// Small parts that passports of figures and of files share: titled sections, tables, copyable names.
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { usePage } from "./context";

export function Section({ title, children, id }: { title: string; children: ComponentChildren; id?: string }) {
  const own = useId();
  return (
    <section aria-labelledby={own} class="part" id={id}>
      <h3 id={own}>{title}</h3>
      {children}
    </section>
  );
}

export type Column = [heading: string, kind?: "number"];

/** A table that scrolls by itself where it is wider than the panel. */
export function Table({ name, columns, rows, foot }: {
  name: string;
  columns: Column[];
  rows: ComponentChildren[][];
  foot?: ComponentChildren[];
}) {
  const kind = (at: number) => (columns[at]?.[1] === "number" ? "num" : undefined);
  const cells = (row: ComponentChildren[]) =>
    row.map((cell, at) =>
      at === 0 ? (
        <th scope="row">{cell}</th>
      ) : (
        <td class={kind(at)} data-heading={columns[at]?.[0]}>
          {cell}
        </td>
      ),
    );
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={name}>
      <table class="plain">
        <caption class="sr">{name}</caption>
        <thead>
          <tr>
            {columns.map(([heading], at) => (
              <th scope="col" class={kind(at)}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>{cells(row)}</tr>
          ))}
        </tbody>
        {foot && (
          <tfoot>
            <tr>{cells(foot)}</tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

export function Facts({ rows }: { rows: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {rows.map(([term, told]) => (
        <div>
          <dt>{term}</dt>
          <dd>{told}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A text to copy; where the browser does not allow that to a page, it is marked instead. */
export function Copyable({ text }: { text: string }) {
  const { word } = usePage();
  const [done, setDone] = useState(false);
  const code = useRef<HTMLElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
    } catch {
      getSelection()?.selectAllChildren(code.current!);
    }
  };
  return (
    <span class="copyable">
      <code ref={code}>{text}</code>
      <button
        type="button"
        class="quiet small"
        aria-label={`${word(done ? "copied" : "copy")}: ${text}`}
        onClick={copy}
      >
        {word(done ? "copied" : "copy")}
      </button>
    </span>
  );
}

export function Mark({ kind, children }: { kind: "good" | "bad" | "plain" | "warn"; children: ComponentChildren }) {
  return <span class={`mark ${kind}`}>{children}</span>;
}

/** Stands wherever figures do, as above the table. */
export function MadeUp() {
  const { data, word } = usePage();
  return data.madeUp ? <Mark kind="warn">{word("made_up")}</Mark> : null;
}
