// Where in the page a reader is, as the address bar says it, and the language that was chosen. No display.
import type { Language, PageData } from "./data";
import { shortDigest } from "./data";

export type View = "table" | "sources";
export interface Place {
  view: View;
  figure: string | null;
  file: number | null;
  /** What was asked for and is not here. */
  unknown: string | null;
}

const FIGURE = /^\d{4}\/[a-z]/;
const REMEMBERED = "esg-appendix-language";

/** The place that a hash names, or null where it names a heading of the table, which the browser finds itself. */
export function placeOf(data: PageData, hash: string, before: View): Place | null {
  const name = decoded(hash.replace(/^#/, ""));
  const none = { figure: null, file: null, unknown: null };
  if (name === "" || name === "table") return { ...none, view: name === "table" ? "table" : before };
  if (name === "sources") return { ...none, view: "sources" };
  if (name.startsWith("file=")) {
    const file = data.files.findIndex((one) => shortDigest(one) === name.slice(5));
    return file < 0 ? { ...none, view: "sources", unknown: name } : { ...none, view: before, file };
  }
  if (FIGURE.test(name)) {
    const known = data.figures.some((figure) => figure.id === name);
    return known ? { ...none, view: before, figure: name } : { ...none, view: "table", unknown: name };
  }
  return null;
}

/** What cannot be decoded, such as `100%`, stays as it is: it names nothing here. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

export function hashOf(data: PageData, place: Place): string {
  if (place.figure) return `#${place.figure}`;
  if (place.file !== null) return `#file=${shortDigest(data.files[place.file]!)}`;
  return `#${place.view}`;
}

/** `?lang=` first, then what was chosen before, then the company's first language. */
export function firstLanguage(data: PageData): Language {
  const wanted = [new URLSearchParams(location.search).get("lang"), remembered()];
  return data.languages.find((one) => wanted[0] === one) ?? data.languages.find((one) => wanted[1] === one) ?? data.languages[0]!;
}

/** A browser may keep nothing for pages opened from disk; then the choice lasts as long as the page. */
function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

export function remember(language: Language): void {
  try {
    localStorage.setItem(REMEMBERED, language);
  } catch {
    // Nothing to do: see `remembered`.
  }
}
