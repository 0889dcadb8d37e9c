// Finding figures, files and rows of the indices by words in any language, by code, id, note or file name. No display.
import MiniSearch from "minisearch";
import { type PageData, shortDigest } from "./data";

const HAN = /\p{Script=Han}+/gu;
const WORD = /[\p{L}\p{N}]+(?:[-._/=&][\p{L}\p{N}]+)*/gu;

/** Words with their parts; of Chinese, which has no blanks, each character and each pair of neighbours. */
export function tokens(text: string): string[] {
  const plain = text.normalize("NFKC").toLowerCase();
  const found = new Set<string>();
  for (const [run] of plain.matchAll(HAN)) {
    const characters = [...run];
    characters.forEach((one, at) => {
      found.add(one);
      if (at > 0) found.add(characters[at - 1] + one);
    });
  }
  for (const [word] of plain.replace(HAN, " ").matchAll(WORD)) {
    found.add(word);
    for (const name of word.split(/[/=&]/)) {
      found.add(name);
      for (const part of name.split(/[-._]/)) found.add(part);
    }
  }
  return [...found];
}

function indexOf(documents: { id: number; text: string }[]): MiniSearch {
  const index = new MiniSearch({ fields: ["text"], tokenize: tokens, processTerm: (term) => term });
  index.addAll(documents);
  return index;
}

export interface Finder {
  /** Numbers of the figures that have every word of the query. */
  figures(query: string): Set<number>;
  files(query: string): Set<number>;
  /** Numbers of the rows of the indices. */
  rows(query: string): Set<number>;
}

export function finder(data: PageData, rowTexts: string[]): Finder {
  const fileTexts = data.files.map((file) =>
    [
      file.name,
      file.sha256,
      shortDigest(file),
      file.system,
      file.owner,
      ...file.feeds.flatMap((feed) => [feed.export, ...Object.values(data.exports[feed.export] ?? {})]),
    ].join(" "),
  );
  const figureTexts = data.figures.map((figure) =>
    [
      figure.id,
      ...[figure.label, ...figure.places.map((one) => one.category)].flatMap((texts) => Object.values(texts)),
      ...figure.standards.flatMap((one) => [one.standard, one.code]),
      ...figure.notes.flatMap((note) => Object.values(note.text)),
      ...new Set(figure.shares?.map((share) => data.files[share.file]!.name)),
    ].join(" "),
  );
  const [figures, files, rows] = [figureTexts, fileTexts, rowTexts].map((texts) =>
    indexOf(texts.map((text, id) => ({ id, text }))),
  );
  return {
    figures: (query) => matching(figures!, query),
    files: (query) => matching(files!, query),
    rows: (query) => matching(rows!, query),
  };
}

function matching(index: MiniSearch, query: string): Set<number> {
  const found = index.search(query, { combineWith: "AND", prefix: true });
  return new Set(found.map((one) => one.id as number));
}
