// The state of the page: language, view, search, what is open. What it looks like is in the parts.
import { createPortal } from "preact/compat";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Page, PageContext, speaker } from "./context";
import type { Language, PageData } from "./data";
import { FilePassport } from "./FilePassport";
import { FigurePassport } from "./FigurePassport";
import { Panel } from "./Panel";
import { firstLanguage, hashOf, type Place, placeOf, remember, type View } from "./place";
import { finder } from "./search";
import { Sources } from "./Sources";
import { enable, focusFigure, indexRows, showEdition, showFigures, showIndexRows } from "./table";
import { type Filters, NO_FILTERS, Toolbar } from "./Toolbar";

const START: Place = { view: "table", figure: null, file: null, unknown: null };
const element = (id: string): HTMLElement => document.getElementById(id)!;

/** The row of an index that a code such as `HKEX B1.1` names. */
const rowOf = (code: string): string => code.replace(/^(\S+) /, (_, standard: string) => `${standard.toLowerCase()}-`);

export function App({ data }: { data: PageData }) {
  const [language, setLanguage] = useState<Language>(() => firstLanguage(data));
  const [place, setPlace] = useState<Place>(() => placeOf(data, location.hash, "table") ?? START);
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const rows = useMemo(() => [...indexRows()], [data]);
  const find = useMemo(() => finder(data, rows.map(([, row]) => row.text)), [data]);
  const last = useRef<string | null>(null);
  const current = useRef(place);
  current.current = place;

  const go = (to: Partial<Place>) => {
    const next = { ...START, view: current.current.view, ...to };
    history.pushState(null, "", hashOf(data, next));
    setPlace(next);
  };
  const page: Page = {
    data,
    language,
    ...speaker(data, language),
    openFigure: (id) => go({ figure: id }),
    openFile: (file) => go({ file }),
  };

  useEffect(() => {
    const follow = () => setPlace((now) => placeOf(data, location.hash, now.view) ?? START);
    enable((id) => go({ figure: id }));
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  useEffect(() => {
    showEdition(language, place.view === "table");
    element("sources").hidden = place.view !== "sources";
  }, [language, place.view]);

  const shownFigures = useMemo(() => {
    const found = filters.query.trim() ? find.figures(filters.query) : null;
    return data.figures.filter(
      (figure, at) =>
        filters.status === "" &&
        (found === null || found.has(at)) &&
        (filters.section === "" || figure.places.some((one) => one.section === filters.section)) &&
        (filters.code === "" || figure.codes.includes(filters.code)),
    );
  }, [filters]);
  const shownFiles = useMemo(() => {
    const found = filters.query.trim() ? find.files(filters.query) : null;
    return data.files.map((_, at) => at).filter((at) => found === null || found.has(at));
  }, [filters.query]);
  const shownRows = useMemo(() => {
    const found = filters.query.trim() ? find.rows(filters.query) : null;
    const matches = ([id, row]: (typeof rows)[number], at: number) =>
      filters.section === "" &&
      (found === null || found.has(at)) &&
      (filters.status === "" || row.status === filters.status) &&
      (filters.code === "" || rowOf(filters.code) === id);
    return rows.filter(matches).map(([id]) => id);
  }, [filters]);
  useEffect(() => {
    const found = [page.word("found", { count: shownFigures.length, all: data.figures.length })];
    const said = [...found, ...(rows.length > 0 ? [page.word("found_rows", { count: shownRows.length })] : [])].join(" · ");
    showFigures(new Set(shownFigures.map((one) => one.id)), filters.section, filters === NO_FILTERS, said);
    showIndexRows(new Set(shownRows));
  }, [shownFigures, shownRows, language]);

  if (place.figure) last.current = place.figure;
  const closed = () => {
    if (last.current) focusFigure(last.current);
    last.current = null;
  };
  const choose = (to: Language) => {
    remember(to);
    setLanguage(to);
  };
  const shown = place.view === "table" ? shownFigures.length : shownFiles.length;
  const figure = data.figures.find((one) => one.id === place.figure);
  const around = shownFigures.some((one) => one.id === place.figure) ? shownFigures : data.figures;

  return (
    <PageContext.Provider value={page}>
      <Toolbar
        view={place.view}
        onView={(view: View) => go({ view })}
        onLanguage={choose}
        filters={filters}
        onFilters={setFilters}
        shown={shown}
        rows={shownRows.length}
        unknown={place.unknown}
      />
      {createPortal(<Sources shown={shownFiles} />, element("sources"))}
      {createPortal(
        <Panel
          open={Boolean(figure) || place.file !== null}
          onClose={() => go({})}
          onClosed={closed}
          subject={place.figure ?? place.file}
        >
          {figure && <FigurePassport figure={figure} among={around} />}
          {place.file !== null && <FilePassport index={place.file} />}
        </Panel>,
        element("dialog"),
      )}
    </PageContext.Provider>
  );
}
