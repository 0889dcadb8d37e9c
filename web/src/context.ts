// What every part of the page needs to speak and to lead on: data, language, words, numbers, ways. No markup.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language, PageData, Texts } from "./data";

export interface Page {
  data: PageData;
  language: Language;
  /** A text in the chosen language. */
  say(texts: Texts): string;
  /** A fixed word, with its gaps filled. */
  word(name: string, gaps?: Record<string, string | number>): string;
  /** A fixed word for one of several values, or the value itself where it has no word. */
  wordOf(name: string, value: string): string;
  /** Digits with thousands separators; a text stays exact to the last digit. */
  number(value: string | number): string;
  openFigure(id: string): void;
  openFile(index: number): void;
}

export const PageContext = createContext<Page | null>(null);
export const usePage = (): Page => useContext(PageContext)!;

export function speaker(data: PageData, language: Language): Pick<Page, "say" | "word" | "wordOf" | "number"> {
  const words = data.words[language]!;
  const word = (name: string, gaps: Record<string, string | number> = {}): string =>
    String(words[name]).replace(/\{(\w+)\}/g, (_, gap: string) => String(gaps[gap]));
  return {
    say: (texts) => texts[language]!,
    word,
    wordOf: (name, value) => (words[name] as Record<string, string>)[value] ?? value,
    number: grouped,
  };
}

function grouped(value: string | number): string {
  const [whole = "", decimals] = String(value).split(".");
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return decimals === undefined ? digits : `${digits}.${decimals}`;
}
