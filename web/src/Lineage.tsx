// A picture of the way from files to figures, laid out in layers, and the same in words. Which way: `ways.ts`.
import { layout, Graph } from "@dagrejs/dagre";
import { useEffect, useState } from "preact/hooks";
import { usePage } from "./context";
import { LAYERS, type Way, type WayNode } from "./ways";

const WIDTH = 166;
const HEIGHT = 86;
type Point = { x: number; y: number };
const NARROW = "(max-width: 760px)";

export function Lineage({ way }: { way: Way }) {
  const { word } = usePage();
  const narrow = useNarrow();
  const graph = arranged(way, narrow);
  const { width = 0, height = 0 } = graph.graph();
  return (
    <div class="lineage">
      <div class="scroll picture" tabIndex={0} role="group" aria-label={word("lineage_label")}>
        <div class="canvas" style={{ width: `${width}px`, height: `${height}px` }}>
          <svg width={width} height={height} aria-hidden="true">
            {way.edges.map(({ from, to, rows }) => (
              <path d={curve(graph.node(from), graph.node(to), narrow)} stroke-width={thickness(rows)} />
            ))}
          </svg>
          {way.nodes.map((node) => {
            const { x, y } = graph.node(node.id);
            return <Box node={node} left={x - WIDTH / 2} top={y - HEIGHT / 2} />;
          })}
        </div>
      </div>
      <details open={narrow}>
        <summary>{word("lineage_as_text")}</summary>
        <InWords way={way} />
      </details>
    </div>
  );
}

function Box({ node, left, top }: { node: WayNode; left: number; top: number }) {
  const style = { left: `${left}px`, top: `${top}px`, width: `${WIDTH}px`, height: `${HEIGHT}px` };
  const content = (
    <>
      <span class="kind">{node.kind}</span>
      <span class="name">{node.name}</span>
      {node.count && <span class="rows">{node.count}</span>}
    </>
  );
  return node.open ? (
    <button type="button" class={`node ${node.layer}`} style={style} onClick={node.open} title={node.full}>
      {content}
    </button>
  ) : (
    <div class={`node ${node.layer}`} style={style} title={node.full}>
      {content}
    </div>
  );
}

function InWords({ way }: { way: Way }) {
  const name = new Map(way.nodes.map((node) => [node.id, node.name]));
  const layers = LAYERS.map((layer) => way.nodes.filter((node) => node.layer === layer)).filter((one) => one.length);
  return (
    <ol class="in-words">
      {layers.map((nodes) => (
        <li>
          <strong>{nodes[0]!.kind}</strong>
          <ul>
            {nodes.map((node) => {
              const next = way.edges.filter((edge) => edge.from === node.id).map((edge) => name.get(edge.to));
              return (
                <li>
                  {node.full ?? node.name}
                  {node.count && ` · ${node.count}`}
                  {next.length > 0 && ` → ${next.join(", ")}`}
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function arranged(way: Way, narrow: boolean): Graph {
  const graph = new Graph();
  graph.setGraph({ rankdir: narrow ? "TB" : "LR", ranksep: narrow ? 40 : 38, nodesep: 12, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of way.nodes) graph.setNode(node.id, { width: WIDTH, height: HEIGHT });
  for (const edge of way.edges) graph.setEdge(edge.from, edge.to);
  layout(graph);
  return graph;
}

/** From the middle of one box's side to the middle of the next one's, leaving and arriving straight. */
function curve(a: Point, b: Point, narrow: boolean): string {
  const [w, h] = narrow ? [0, HEIGHT / 2] : [WIDTH / 2, 0];
  const [from, to] = [
    { x: a.x + w, y: a.y + h },
    { x: b.x - w, y: b.y - h },
  ];
  const [dx, dy] = [narrow ? 0 : (to.x - from.x) / 2, narrow ? (to.y - from.y) / 2 : 0];
  return `M${from.x},${from.y} C${from.x + dx},${from.y + dy} ${to.x - dx},${to.y - dy} ${to.x},${to.y}`;
}

/** Counts reach from one to ten thousands, so the line grows with their logarithm; unknown ones are thin. */
const thickness = (rows: number | undefined): number => (rows ? 1.5 + 1.4 * Math.log10(rows) : 1.5);

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const follow = () => setNarrow(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return narrow;
}
