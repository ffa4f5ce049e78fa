import { svg } from "./dom";

export interface Bars {
  /** counts holds how many things have each value. */
  counts: { at: number; n: number }[];
  band: [number, number];
  most: number;
  label: string;
  axis: string;
  title: (at: number, n: number) => string;
}

const width = 320, height = 96, foot = 26, top = 6;

/** histogram draws small bars over a shaded target band. */
export function histogram(b: Bars): SVGElement {
  const last = Math.max(b.most, ...b.counts.map((c) => c.at)) + 1;
  const tallest = Math.max(1, ...b.counts.map((c) => c.n));
  const step = width / last;
  const x = (at: number) => at * step;
  const bars = b.counts.map((c) => {
    const tall = Math.max(1.5, (c.n / tallest) * (height - top));
    const inside = c.at >= b.band[0] && c.at <= b.band[1];
    const bar = svg("rect", { x: x(c.at) + step * 0.12, y: height - tall, width: step * 0.76, height: tall, class: inside ? "bar" : "bar off" });
    const title = svg("title", {});
    title.textContent = b.title(c.at, c.n);
    bar.append(title);
    return bar;
  });
  const ticks = [];
  for (let at = 0; at < last; at += 5) {
    const text = svg("text", { x: x(at) + step / 2, y: height + 13, class: "tick" });
    text.textContent = String(at);
    ticks.push(text);
  }
  const axis = svg("text", { x: width, y: height + foot - 1, class: "axis" });
  axis.textContent = b.axis;
  return svg("svg", { viewBox: `0 0 ${width} ${height + foot}`, class: "histogram", role: "img", "aria-label": b.label },
    svg("rect", { x: x(b.band[0]), y: 0, width: x(b.band[1] + 1) - x(b.band[0]), height, class: "band" }),
    svg("line", { x1: 0, x2: width, y1: height, y2: height, class: "ground" }), ...bars, ...ticks, axis);
}
