// The tables that the publisher laid out: which rows show, and in which language. They are never drawn anew.
import type { Language } from "./data";

const editions = (): NodeListOf<HTMLElement> => document.querySelectorAll("article.edition");

/** Show the edition in a language, and say so to the browser. */
export function showEdition(language: Language, visible: boolean): void {
  for (const edition of editions()) {
    edition.hidden = edition.lang !== language || !visible;
    if (edition.lang === language) document.title = edition.dataset.title!;
  }
  document.documentElement.lang = language;
}

/** Show the rows of some figures, in one section if it is named; headings, categories and sections without any are hidden with them.
 *  `said` is how many of how many, in words: paper says it, so that a part is not taken for the whole. */
export function showFigures(shown: Set<string>, only: string, all: boolean, said: string): void {
  for (const edition of editions()) {
    edition.classList.toggle("filtered", !all);
    edition.classList.toggle("without-figures", shown.size === 0);
    edition.dataset.shown = said;
    for (const section of edition.querySelectorAll<HTMLElement>(".table-section")) {
      const bodies = [...section.querySelectorAll("tbody")].filter((body) => filterBody(body, shown, all));
      section.hidden = bodies.length === 0 || (only !== "" && section.dataset.section !== only);
    }
    for (const title of edition.querySelectorAll<HTMLElement>(".part-title")) title.hidden = !all;
  }
}

function filterBody(body: HTMLTableSectionElement, shown: Set<string>, all: boolean): boolean {
  let heading: HTMLTableRowElement | null = null;
  let any = false;
  for (const row of body.rows) {
    if (row.classList.contains("heading")) {
      heading = row;
      heading.hidden = !all;
    } else if (!row.classList.contains("category")) {
      const visible = all || shown.has(row.dataset.figure ?? "");
      row.hidden = !visible;
      any ||= visible;
      if (visible && heading && row.classList.contains("member")) heading.hidden = false;
    }
  }
  body.hidden = !any;
  return any;
}

/** The rows of the indices by their ids, each with its texts in every language and its status. */
export function indexRows(): Map<string, { text: string; status: string }> {
  const found = new Map<string, { text: string; status: string }>();
  for (const row of document.querySelectorAll<HTMLTableRowElement>("tr[data-row]")) {
    const { row: id, status } = row.dataset;
    found.set(id!, { text: `${found.get(id!)?.text ?? ""} ${row.textContent}`, status: status! });
  }
  return found;
}

/** Show these rows of the indices; bands, and indices, without any are hidden with them. */
export function showIndexRows(shown: Set<string>): void {
  for (const section of document.querySelectorAll<HTMLElement>(".index-section")) {
    let any = false;
    for (const body of section.querySelectorAll("tbody")) {
      const rows = [...body.querySelectorAll<HTMLTableRowElement>("tr[data-row]")];
      for (const row of rows) row.hidden = !shown.has(row.dataset.row!);
      body.hidden = rows.every((row) => row.hidden);
      any ||= !body.hidden;
    }
    section.hidden = !any;
  }
}

let pressed: HTMLButtonElement | null = null;

/** Let each figure open its passport. */
export function enable(open: (id: string) => void): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button.figure")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      pressed = button;
      open(button.dataset.opens!);
    });
  }
}

/** Put the focus on a figure's button, if it can be seen: on the one that was pressed, since a figure may stand twice. */
export function focusFigure(id: string): void {
  const own = pressed?.dataset.opens === id && pressed.offsetParent !== null ? pressed : null;
  const selector = `article:not([hidden]) button[data-opens="${CSS.escape(id)}"]`;
  (own ?? document.querySelector<HTMLButtonElement>(selector))?.focus();
}
