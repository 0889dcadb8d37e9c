// What the publisher embeds in the page (dagster_project/publish/passports.py), as it is read here. No display.

/** The tag of a language, such as zh-Hant. */
export type Language = string;
export type Texts = Record<Language, string>;
export interface Words {
  [name: string]: string | Record<string, string>;
}

export interface Share {
  file: number;
  role?: "numerator" | "denominator" | "notation";
  rows?: number;
  subtotal?: string;
  corrected?: number;
}

export interface PastFigure {
  year: number;
  printed: Texts;
  number: string | null;
  scale: string | null;
  document: string | null;
  compared: string | null;
}

/** What a figure is proved by; a figure that is kept back has none of it. */
export interface Proof {
  exact: string | null;
  isExact: boolean | null;
  parts: { numerator: string; denominator: string | null; multiplier: number; divisor: number } | null;
  history: PastFigure[];
  moved: { change: string; material: boolean } | null;
  topic: string;
  facts: string[];
  shares: Share[];
  exports: string[];
  leftOut: LeftOut[];
  factors: { id: string; value: string; unit: string; document: string; quantity: string; quantity_unit: string }[];
  checks: { gate: string; suite: string; outcome: string; rules: number }[];
  recomputed: boolean | null;
  findings: { message: string; seen: string; reason: string | null; by: string | null; on: string | null }[];
}

export interface Figure extends Partial<Proof> {
  id: string;
  kpi: string;
  name: Texts;
  /** Where it stands: in the table, in a chapter of the report, or in both. */
  places: { section: string; category: Texts }[];
  label: Texts;
  definition: Texts;
  unit: Texts;
  printed: Texts;
  status: string;
  reason: Texts | null;
  why: string | null;
  method: { id: string; name: Texts; formula: Texts; source: Texts; choices: number; version: string };
  standards: { standard: string; edition: string; code: string; verified: boolean }[];
  codes: string[];
  owner: string;
  notes: { number: string; text: Texts }[];
}

export interface LeftOut {
  export: string;
  rule: string;
  rows: number;
}

export interface SourceFile {
  name: string;
  sha256: string;
  system: string;
  owner: string;
  rows?: { landed: number; used: number; excluded: number; quarantined: number };
  feeds: { export: string; landed?: number; used?: number }[];
  facts: { fact: string; rows: number }[];
  leftOut: LeftOut[];
  corrections: { column: string; cells: number; reason: string; by: string; on: string }[];
}

export interface PageData {
  year: number;
  languages: Language[];
  /** What each language calls itself, and where room is scarce. */
  languageNames: Record<Language, { full: string; short: string }>;
  madeUp: boolean;
  /** Who approved the version; nobody, if it is a draft. */
  approvals: { role: Texts; name: string; on: string }[];
  sections: { id: string; name: Texts }[];
  /** What the rows of the indices can be: disclosed, partly, ... */
  statuses: { id: string; name: Texts }[];
  figures: Figure[];
  files: SourceFile[];
  exports: Record<string, Texts>;
  rules: Record<string, Texts>;
  words: Record<Language, Words>;
}

export function readPageData(): PageData {
  return JSON.parse(document.getElementById("page-data")!.textContent!) as PageData;
}

/** The proof of a figure, or null where it is kept back. */
export function proofOf(figure: Figure): Proof | null {
  return figure.shares === undefined ? null : (figure as Figure & Proof);
}

export const shortDigest = (file: SourceFile): string => file.sha256.slice(0, 12);
export const baseName = (file: SourceFile): string => file.name.slice(file.name.lastIndexOf("/") + 1);

/** The figures that rows of a file add to. */
export function figuresOf(data: PageData, file: number): Figure[] {
  return data.figures.filter((figure) => figure.shares?.some((share) => share.file === file));
}
