// The bar above the page: views, search, filters and languages.
import { useEffect, useId, useState } from "preact/hooks";
import { usePage } from "./context";
import type { Language } from "./data";
import type { View } from "./place";

export interface Filters {
  query: string;
  section: string;
  code: string;
  /** Of rows of the indices; figures have none. */
  status: string;
}
export const NO_FILTERS: Filters = { query: "", section: "", code: "", status: "" };

const SPOKEN_AFTER = 400;

interface Props {
  view: View;
  onView(view: View): void;
  onLanguage(language: Language): void;
  filters: Filters;
  onFilters(filters: Filters): void;
  shown: number;
  /** Rows of the indices that are shown. */
  rows: number;
  unknown: string | null;
}

export function Toolbar({ view, onView, onLanguage, filters, onFilters, shown, rows, unknown }: Props) {
  const { data, language, word } = usePage();
  return (
    <header class="bar" lang={language}>
      <nav aria-label={word("views")}>
        {(["table", "sources"] as const).map((one) => (
          <a
            href={`#${one}`}
            aria-current={view === one ? "page" : undefined}
            onClick={(event) => {
              event.preventDefault();
              onView(one);
            }}
          >
            {word(`view_${one}`)}
          </a>
        ))}
      </nav>
      <form role="search" aria-label={word("tools")} onSubmit={(event) => event.preventDefault()}>
        <SearchField value={filters.query} onChange={(query) => onFilters({ ...filters, query })} />
        {view === "table" && (
          <>
            <Choice
              label={word("pillar")}
              value={filters.section}
              onChange={(section) => onFilters({ ...filters, section })}
            >
              {data.sections.map((one) => (
                <option value={one.id}>{one.name[language]}</option>
              ))}
            </Choice>
            <Choice label={word("standard")} value={filters.code} onChange={(code) => onFilters({ ...filters, code })}>
              {codesByStandard(data.figures.flatMap((one) => one.codes)).map(([standard, codes]) => (
                <optgroup label={standard}>
                  {codes.map((code) => (
                    <option value={code}>{code}</option>
                  ))}
                </optgroup>
              ))}
            </Choice>
            {data.statuses.length > 0 && (
              <Choice
                label={word("index_status")}
                value={filters.status}
                onChange={(status) => onFilters({ ...filters, status })}
              >
                {data.statuses.map((one) => (
                  <option value={one.id}>{one.name[language]}</option>
                ))}
              </Choice>
            )}
          </>
        )}
        {filters !== NO_FILTERS && (
          <button type="button" class="quiet" onClick={() => onFilters(NO_FILTERS)}>
            {word("reset")}
          </button>
        )}
      </form>
      <div class="languages" role="group" aria-label={word("language")}>
        {data.languages.map((one) => (
          <button
            type="button"
            lang={one}
            aria-pressed={one === language}
            onClick={() => onLanguage(one)}
          >
            <span class="full">{data.languageNames[one]!.full}</span>
            <span class="short">{data.languageNames[one]!.short}</span>
          </button>
        ))}
      </div>
      <Count view={view} shown={shown} rows={rows} filtered={filters !== NO_FILTERS} />
      {unknown && (
        <p class="unknown" role="alert">
          {word("not_found", { id: unknown })}
        </p>
      )}
    </header>
  );
}

function SearchField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { word } = usePage();
  const id = useId();
  return (
    <div class="field search">
      <label for={id}>{word("search")}</label>
      <input
        id={id}
        type="search"
        autocomplete="off"
        placeholder={word("search_hint")}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange(value: string): void;
  children: preact.ComponentChildren;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  const { word } = usePage();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{word("every")}</option>
        {children}
      </select>
    </div>
  );
}

/** How many there are; what is read aloud waits until typing pauses. */
function Count({ view, shown, rows, filtered }: { view: View; shown: number; rows: number; filtered: boolean }) {
  const { data, word } = usePage();
  const all = view === "table" ? data.figures.length : data.files.length;
  const name = view === "table" ? "found" : "found_files";
  const found = [
    ...(shown > 0 ? [word(name, { count: shown, all })] : []),
    ...(view === "table" && rows > 0 ? [word("found_rows", { count: rows })] : []),
  ];
  const text = !filtered ? "" : found.join(" · ") || word("found_none");
  const [spoken, speak] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => speak(text), SPOKEN_AFTER);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <>
      <p class="count" aria-hidden="true">
        {text}
      </p>
      <p class="sr" role="status">
        {spoken}
      </p>
    </>
  );
}

function codesByStandard(codes: string[]): [string, string[]][] {
  const found = new Map<string, Set<string>>();
  for (const code of codes) {
    const standard = code.slice(0, code.lastIndexOf(" "));
    if (!found.has(standard)) found.set(standard, new Set());
    found.get(standard)!.add(code);
  }
  const order = new Intl.Collator("en", { numeric: true });
  return [...found].map(([standard, own]) => [standard, [...own].sort(order.compare)]);
}
