import type { Zoning } from "./data";
import { fill, h, svg } from "./dom";
import { circleColours, colours } from "./map";
import type { Texts } from "./text";

/** showLegend explains every mark on the map: of the county, or of an opened village. */
export function showLegend(place: HTMLElement, t: Texts, village: boolean, zoning: Zoning, circled: boolean): void {
  const zones = { circle: [["circle", t.legendPlan.circle]], center: [["zone", t.legendPlan.center]], group: [["zone", t.legendPlan.group]], none: [] } as const;
  const status = circled ? t.status : t.statusPlain;
  const rows = village
    ? ([["home", t.legendPlan.home], ["member", t.legendPlan.member], ["idle", t.legendPlan.idle], ["link", t.legendPlan.link], ...zones[zoning], ["cross", t.legendPlan.unserved]] as const)
    : ([["proven", status.proven], ["served", status.served], ["unserved", status.unserved], ...(circled ? [["area", t.legendCircle]] as const : [])] as const);
  const open = (place.querySelector("details")?.open ?? innerWidth > 760) ? true : undefined;
  fill(place, h("details", { open },
    h("summary", {}, t.legend, " ", h("span", { class: "note" }, village ? t.circleHint : t.openHint)),
    h("ul", {}, ...rows.map(([mark, text]) => h("li", {}, sign(mark), text)))));
}

function sign(mark: string): SVGElement {
  const hue = circleColours[1] as string;
  const shapes: Record<string, () => SVGElement[]> = {
    home: () => [svg("circle", { cx: 10, cy: 8, r: 4, fill: "#fff", stroke: hue, "stroke-width": 2 })],
    member: () => [svg("circle", { cx: 10, cy: 8, r: 6, fill: hue, stroke: "#fff", "stroke-width": 1.5 })],
    idle: () => [svg("circle", { cx: 10, cy: 8, r: 3.5, fill: colours.idle, stroke: "#fff", "stroke-width": 1 })],
    link: () => [svg("line", { x1: 2, y1: 12, x2: 18, y2: 4, stroke: hue, "stroke-width": 1.6 })],
    circle: () => [svg("circle", { cx: 10, cy: 8, r: 7, fill: hue, "fill-opacity": 0.12, stroke: hue, "stroke-width": 1.8 })],
    zone: () => [svg("path", { d: "M3 6 8 1.5 17 4 16 12 7 14.5Z", fill: hue, "fill-opacity": 0.12, stroke: hue, "stroke-width": 1.8, "stroke-linejoin": "round" })],
    area: () => [svg("circle", { cx: 10, cy: 8, r: 7, fill: colours.served, "fill-opacity": 0.18, stroke: colours.served })],
    cross: () => [svg("path", { d: "M5 3 15 13M15 3 5 13", stroke: colours.unserved, "stroke-width": 3, "stroke-linecap": "round" })],
    proven: () => [svg("circle", { cx: 10, cy: 8, r: 5, fill: colours.served })],
    served: () => [svg("circle", { cx: 10, cy: 8, r: 4.5, fill: "#fff", stroke: colours.served, "stroke-width": 2 })],
    unserved: () => [svg("path", { d: "M10 1.5 17.5 14.5H2.5Z", fill: colours.unserved })],
  };
  return svg("svg", { viewBox: "0 0 20 16", width: 20, height: 16, "aria-hidden": "true" }, ...(shapes[mark]?.() ?? []));
}
