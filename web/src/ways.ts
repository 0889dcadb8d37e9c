// The way from files to a figure, and from a file to its figures, as nodes and edges. How it is drawn: `Lineage.tsx`.
import type { Page } from "./context";
import { baseName, type Figure, figuresOf, type Proof, type SourceFile } from "./data";

export const LAYERS = ["file", "export", "fact", "topic", "figure"] as const;
export type Layer = (typeof LAYERS)[number];

export interface WayNode {
  id: string;
  layer: Layer;
  kind: string;
  name: string;
  /** The whole name where `name` is shortened. */
  full?: string;
  count?: string;
  open?: () => void;
}
export interface WayEdge {
  from: string;
  to: string;
  rows?: number;
}
export interface Way {
  nodes: WayNode[];
  edges: WayEdge[];
}

class Weaver {
  private nodes = new Map<string, WayNode>();
  private edges = new Map<string, WayEdge>();
  constructor(private page: Page) {}

  rows(count: number | undefined): string | undefined {
    if (count === undefined) return undefined;
    return count === 1 ? this.page.word("row_of") : this.page.word("rows_of", { count: this.page.number(count) });
  }

  node(layer: Layer, key: string | number, told: Omit<WayNode, "id" | "layer" | "kind">): string {
    const id = `${layer}:${key}`;
    const names = { file: "files", export: "exports", fact: "facts", topic: "topic", figure: "figures" };
    if (!this.nodes.has(id)) {
      this.nodes.set(id, { id, layer, kind: this.page.word(`lineage_${names[layer]}`), ...told });
    }
    return id;
  }

  /** What several files bring along the same edge adds up; one unknown number makes the sum unknown. */
  edge(from: string, to: string, rows?: number): void {
    const before = this.edges.get(`${from}>${to}`);
    const sum = before ? (before.rows === undefined || rows === undefined ? undefined : before.rows + rows) : rows;
    this.edges.set(`${from}>${to}`, { from, to, ...(sum === undefined ? {} : { rows: sum }) });
  }

  /** A file with its exports and those of the facts that matter here; gives the ids of its last nodes. */
  file(index: number, facts: Set<string>): string[] {
    const { data, say, word, number, openFile } = this.page;
    const file = data.files[index]!;
    const count = file.rows && word("rows_landed", { landed: number(file.rows.landed), used: number(file.rows.used) });
    const from = this.node("file", index, {
      name: baseName(file),
      full: file.name,
      ...(count ? { count } : {}),
      open: () => openFile(index),
    });
    const exports = file.feeds.map((feed) => {
      const name = data.exports[feed.export];
      const id = this.node("export", feed.export, { name: name ? say(name) : feed.export, full: feed.export });
      this.edge(from, id, feed.used);
      return id;
    });
    const held: { fact: string; rows?: number }[] = file.facts.filter((one) => facts.has(one.fact));
    if (held.length === 0 && facts.size === 1) held.push({ fact: [...facts][0]!, ...(file.rows && { rows: 0 }) });
    if (held.length === 0) return exports;
    return held.map((one) => {
      const id = this.node("fact", one.fact, { name: one.fact });
      for (const own of exports) this.edge(own, id, exports.length === 1 ? one.rows : undefined);
      return id;
    });
  }

  made(): Way {
    const counted = [...this.nodes.values()].map((node) => {
      if (node.layer !== "export" && node.layer !== "fact") return node;
      const into = [...this.edges.values()].filter((edge) => edge.to === node.id);
      if (into.some((edge) => edge.rows === undefined)) return node;
      const count = this.rows(into.reduce((sum, edge) => sum + edge.rows!, 0));
      return count ? { ...node, count } : node;
    });
    return { nodes: counted, edges: [...this.edges.values()] };
  }
}

/** Files, exports, tables of facts and topic mart of one figure; of a figure without rows, what it reads. */
export function wayTo(page: Page, figure: Figure, proof: Proof): Way {
  const weaver = new Weaver(page);
  const facts = new Set(proof.facts);
  const added = new Map<number, number | undefined>();
  for (const share of proof.shares) {
    added.set(share.file, share.rows === undefined ? undefined : (added.get(share.file) ?? 0) + share.rows);
  }
  const files = added.size > 0 ? [...added.keys()] : readBy(page.data.files, proof.exports);
  const rows = proof.shares.reduce<number | undefined>(
    (sum, share) => (share.rows === undefined || sum === undefined ? undefined : sum + share.rows),
    0,
  );
  const topicCount = rows === undefined ? undefined : page.word("rows_added", { count: page.number(rows) });
  const topic = weaver.node("topic", proof.topic, {
    name: `mart_${proof.topic}`,
    ...(topicCount ? { count: topicCount } : {}),
  });
  const end = weaver.node("figure", figure.id, {
    name: page.say(figure.label),
    count: `${page.say(figure.printed)} ${page.say(figure.unit)}`,
  });
  for (const file of files) {
    const last = weaver.file(file, facts);
    for (const from of last) weaver.edge(from, topic, last.length === 1 ? added.get(file) : undefined);
  }
  weaver.edge(topic, end, rows);
  return weaver.made();
}

/** What becomes of a file: exports, facts, topics, and the indicators that its rows add to. */
export function wayFrom(page: Page, index: number): Way {
  const weaver = new Weaver(page);
  const figures = figuresOf(page.data, index);
  const facts = new Set(figures.flatMap((figure) => figure.facts ?? []));
  const ends = weaver.file(index, facts);
  for (const figure of figures) {
    const topic = weaver.node("topic", figure.topic!, { name: `mart_${figure.topic!}` });
    const own = new Set(figure.facts!.map((fact) => `fact:${fact}`));
    for (const end of ends) if (!end.startsWith("fact:") || own.has(end)) weaver.edge(end, topic);
    const count = figures.filter((one) => one.kpi === figure.kpi).length;
    const end = weaver.node("figure", figure.kpi, {
      name: page.say(figure.name),
      count: count === 1 ? page.word("figure_of") : page.word("figures_of", { count }),
      open: () => page.openFigure(figure.id),
    });
    weaver.edge(topic, end);
  }
  return weaver.made();
}

function readBy(files: SourceFile[], exports: string[]): number[] {
  return files
    .map((file, at) => (file.feeds.some((feed) => exports.includes(feed.export)) ? at : -1))
    .filter((at) => at >= 0);
}
