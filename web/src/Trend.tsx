// The figure over the years as a small chart. The table beside it has the same numbers, so that the chart is extra.
import * as Plot from "@observablehq/plot";
import { useLayoutEffect, useRef } from "preact/hooks";
import { usePage } from "./context";
import type { PastFigure } from "./data";

const INK = "#1f6f68";
const NOW = "#0d3f3b";

export function Trend({ history }: { history: PastFigure[] }) {
  const { language, word } = usePage();
  const place = useRef<HTMLDivElement>(null);
  const now = history[history.length - 1]!;
  const drawn = history.filter((one) => one.number !== null && one.scale === now.scale);
  const left = history.filter((one) => one.number !== null).length - drawn.length;
  useLayoutEffect(() => {
    const points = drawn.map((one) => ({
      year: String(one.year),
      value: Number(one.number),
      text: one.printed[language],
      now: one === now,
    }));
    const most = Math.max(...points.map((one) => one.value), 0);
    const chart = Plot.plot({
      width: 320,
      height: 150,
      marginTop: 26,
      marginBottom: 24,
      marginLeft: 34,
      marginRight: 34,
      ariaLabel: word("chart"),
      style: { fontSize: "12px", overflow: "visible" },
      x: { type: "point", label: null, domain: history.map((one) => String(one.year)), tickSize: 0 },
      y: { axis: null, domain: [0, most === 0 ? 1 : most * 1.08] },
      marks: [
        Plot.ruleY([0], { stroke: "#9aa7b1" }),
        Plot.areaY(points, { x: "year", y: "value", fill: INK, fillOpacity: 0.1 }),
        Plot.lineY(points, { x: "year", y: "value", stroke: INK, strokeWidth: 2 }),
        Plot.dot(points, { x: "year", y: "value", r: 4, fill: (one) => (one.now ? NOW : INK) }),
        Plot.text(points, { x: "year", y: "value", text: "text", dy: -13, fill: "#1c2733", fontWeight: 600 }),
      ],
    });
    chart.setAttribute("role", "img");
    for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    place.current!.replaceChildren(chart);
  });
  if (drawn.length === 0) return null;
  return (
    <figure class="trend">
      <div ref={place} />
      {left > 0 && <figcaption>{word("other_scale")}</figcaption>}
    </figure>
  );
}
