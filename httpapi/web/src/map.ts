import {
  Map as GLMap, NavigationControl, Popup, ScaleControl, setWorkerUrl,
  type ExpressionSpecification, type GeoJSONSource, type LayerSpecification, type MapMouseEvent,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { FeatureCollection } from "geojson";
import { zoningOf, type Box, type Overview, type Plan } from "./data";
import { short } from "./format";
import type { Texts } from "./text";

setWorkerUrl(workerUrl);

/** What is picked on the map or in the panel. */
export interface Selection { kind: "home" | "member" | "circle"; id: string }

export interface Listener {
  /** drawn is told when everything that was given is on the map. */
  drawn(): void;
  village(area: string): void;
  pick(s: Selection | null): void;
  /** hint is what is told beside the pointer; null for nothing. */
  hint(target: Selection | { kind: "village"; id: string }): HTMLElement | null;
}

/** The colours of zones by number: told apart with any colour vision, and none like the one of the unserved. */
export const circleColours = ["#0072b2", "#008a64", "#aa4499", "#7a5c00", "#3b9bd8", "#3b3f8f"];
export const colours = { served: "#0b6e8a", unserved: "#c84c00", ink: "#1d2a30", idle: "#8d9499", land: "#fbfaf6", outside: "#e9e7e0", border: "#ddd8cb" };

const nothing: FeatureCollection = { type: "FeatureCollection", features: [] };
const hue: ExpressionSpecification = ["match", ["get", "hue"], ...circleColours.flatMap((c, i) => [i, c]), colours.idle] as unknown as ExpressionSpecification;
const isKind = (kind: string): ExpressionSpecification => ["==", ["get", "kind"], kind];
const font = ["sans-serif"];

function layers(): LayerSpecification[] {
  const byUnserved: ExpressionSpecification = ["case", [">", ["get", "unserved"], 0], colours.unserved, colours.served];
  return [
    { id: "outside", type: "background", paint: { "background-color": colours.outside } },
    { id: "land", type: "fill", source: "overview", filter: isKind("boundary"), paint: { "fill-color": colours.land } },
    { id: "borders", type: "line", source: "overview", filter: isKind("boundary"), paint: { "line-color": colours.border, "line-width": 1 } },
    { id: "circles", type: "fill", source: "overview", filter: isKind("circle"), paint: { "fill-color": byUnserved, "fill-opacity": 0.16 } },
    { id: "rings", type: "line", source: "overview", filter: isKind("circle"), paint: { "line-color": byUnserved, "line-opacity": 0.55, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 14, 1.5] } },
    ...planLayers(),
    {
      id: "villages", type: "circle", source: "overview", filter: isKind("village"),
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 2.6, 12, 5],
        "circle-color": ["match", ["get", "status"], "served", "#ffffff", "proven", colours.served, "rgba(0,0,0,0)"],
        "circle-stroke-color": ["match", ["get", "status"], "served", colours.served, "#ffffff"],
        "circle-stroke-width": ["match", ["get", "status"], "served", 2, "proven", 1, 0],
      },
    },
    {
      id: "warnings", type: "symbol", source: "overview", filter: ["all", isKind("village"), ["==", ["get", "status"], "unserved"]],
      layout: { "icon-image": "warning", "icon-allow-overlap": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.75, 12, 1.1] },
    },
    {
      id: "names", type: "symbol", source: "overview", filter: isKind("village"),
      layout: {
        "text-field": ["get", "name"], "text-font": font, "text-size": ["interpolate", ["linear"], ["zoom"], 9, 11, 13, 14], "text-anchor": "top",
        "text-offset": [0, 0.5], "symbol-sort-key": ["-", ["get", "homes"]], "text-padding": 4, "text-optional": true,
      },
      paint: { "text-color": colours.ink, "text-halo-color": "rgba(255,255,255,0.92)", "text-halo-width": 1.6 },
    },
  ];
}

function planLayers(): LayerSpecification[] {
  const thick = (at13: number, at17: number): ExpressionSpecification => ["interpolate", ["linear"], ["zoom"], 13, at13, 17, at17];
  return [
    { id: "plan-circles", type: "fill", source: "plan", filter: isKind("circle"), paint: { "fill-color": hue, "fill-opacity": 0.07 } },
    { id: "plan-rings", type: "line", source: "plan", filter: isKind("circle"), paint: { "line-color": hue, "line-width": 1.8, "line-opacity": 0.85 } },
    { id: "plan-zones", type: "fill", source: "plan", filter: ["any", isKind("group"), isKind("center_area")], paint: { "fill-color": hue, "fill-opacity": 0.08 } },
    { id: "plan-zone-borders", type: "line", source: "plan", filter: ["any", isKind("group"), isKind("center_area")], paint: { "line-color": hue, "line-width": 1.8, "line-opacity": 0.85 } },
    { id: "plan-member-areas", type: "fill", source: "plan", filter: isKind("member_area"), paint: { "fill-color": hue, "fill-opacity": 0.1 } },
    { id: "plan-links", type: "line", source: "plan", filter: isKind("link"), layout: { "line-cap": "round" }, paint: { "line-color": hue, "line-width": thick(0.5, 1.6), "line-opacity": 0.45 } },
    { id: "chosen-ring", type: "line", source: "plan", filter: isKind(""), paint: { "line-color": colours.ink, "line-width": 3 } },
    { id: "chosen-links", type: "line", source: "plan", filter: isKind(""), layout: { "line-cap": "round" }, paint: { "line-color": colours.ink, "line-width": thick(1.4, 3) } },
    {
      id: "plan-homes", type: "circle", source: "plan", filter: ["all", isKind("household"), ["!=", ["get", "state"], "unserved"], ["!=", ["get", "state"], "own"]],
      paint: { "circle-radius": thick(1.5, 5), "circle-color": "#ffffff", "circle-stroke-color": hue, "circle-stroke-width": thick(0.9, 2) },
    },
    {
      id: "chosen-homes", type: "circle", source: "plan", filter: isKind(""),
      paint: { "circle-radius": thick(3, 7), "circle-color": "#ffffff", "circle-stroke-color": colours.ink, "circle-stroke-width": 2.4 },
    },
    {
      id: "plan-members", type: "circle", source: "plan", filter: isKind("member"),
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 13, ["case", ["get", "eligible"], 3.2, 2], 17, ["case", ["get", "eligible"], 9, 5]],
        "circle-color": ["case", ["get", "eligible"], hue, colours.idle], "circle-stroke-color": "#ffffff", "circle-stroke-width": thick(0.8, 2),
      },
    },
    {
      id: "chosen-member", type: "circle", source: "plan", filter: isKind(""),
      paint: { "circle-radius": thick(5, 12), "circle-color": hue, "circle-stroke-color": colours.ink, "circle-stroke-width": 3 },
    },
    { id: "plan-unserved", type: "symbol", source: "plan", filter: isKind("unserved"), layout: { "icon-image": "cross", "icon-allow-overlap": true, "icon-size": thick(0.5, 1.1) } },
    {
      id: "plan-numbers", type: "symbol", source: "centres", layout: { "text-field": ["get", "title"], "text-font": font, "text-size": thick(12, 15), "text-allow-overlap": true, "text-anchor": "bottom", "text-offset": [0, -0.3] },
      paint: { "text-color": hue, "text-halo-color": "#ffffff", "text-halo-width": 2.5 },
    },
  ];
}

/** Chart is the map: all villages, and one of them opened. */
export class Chart {
  private readonly map: GLMap;
  private readonly popup = new Popup({ closeButton: false, closeOnClick: false, offset: 12, maxWidth: "260px", className: "hint" });
  private readonly ready: Promise<void>;
  private hinted = "";
  private home: Box = [0, 0, 0, 0];
  private filled = false;
  private plan: Plan | null = null;

  constructor(container: HTMLElement, private readonly listener: Listener, private t: Texts) {
    this.map = new GLMap({
      container,
      style: { version: 8, sources: { overview: source(), plan: source(), centres: source() }, layers: layers() },
      attributionControl: false, dragRotate: false, pitchWithRotate: false, maxPitch: 0, minZoom: 7, maxZoom: 19, fadeDuration: 0,
      localIdeographFontFamily: "sans-serif",
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new ScaleControl({ unit: "metric", maxWidth: 140 }), "bottom-right");
    for (const [name, draw] of Object.entries({ cross, warning })) this.map.addImage(name, draw(), { pixelRatio: 2 });
    this.ready = new Promise((done) => this.map.once("load", () => done()));
    this.map.on("idle", () => { if (this.filled) listener.drawn(); });
    this.map.on("click", (e) => this.click(e));
    this.map.on("mousemove", (e) => this.hover(e));
    this.map.on("mouseout", () => this.unhint());
    this.speak(t);
  }

  /** speak names the controls in the language of the page. */
  speak(t: Texts): void {
    this.t = t;
    this.unhint();
    if (this.plan) void this.source("centres").setData(titles(this.plan, t));
    this.map.getCanvas().setAttribute("aria-label", t.mapLabel);
    for (const [name, label] of [["zoom-in", t.zoomIn], ["zoom-out", t.zoomOut]] as const) {
      const button = this.map.getContainer().querySelector(`.maplibregl-ctrl-${name}`);
      button?.setAttribute("aria-label", label);
      button?.setAttribute("title", label);
    }
  }

  async overview(o: Overview, box: Box): Promise<void> {
    this.home = box;
    this.map.fitBounds(box, { padding: 36, animate: false });
    await this.ready;
    await this.source("overview").setData(o.collection);
    this.filled = true;
    this.map.triggerRepaint();
  }

  /** open shows the plan of a village, or, with null, the county again. */
  async open(plan: Plan | null, box: Box | null): Promise<void> {
    this.plan = plan;
    const target = box && plan ? around(plan, box) : this.home;
    const room = Math.min(this.map.getContainer().clientWidth, this.map.getContainer().clientHeight);
    this.map.fitBounds(target, { padding: Math.min(56, room / 10), maxZoom: 16.5, duration: 900 });
    await this.ready;
    this.choose(null);
    this.hide(plan?.area ?? "");
    void this.source("plan").setData(plan?.collection ?? nothing);
    if (plan) this.map.setLayoutProperty("plan-numbers", "text-allow-overlap", zoningOf(plan) === "circle");
    void this.source("centres").setData(plan ? titles(plan, this.t) : nothing);
  }

  /** hide leaves out of the overview what the opened plan shows better. */
  private hide(area: string): void {
    const other: ExpressionSpecification = ["!=", ["get", "area"], area];
    for (const [id, kind] of [["circles", "circle"], ["rings", "circle"], ["villages", "village"], ["names", "village"]] as const) {
      this.map.setFilter(id, ["all", isKind(kind), other]);
    }
    this.map.setFilter("warnings", ["all", isKind("village"), ["==", ["get", "status"], "unserved"], other]);
    this.map.setPaintProperty("circles", "fill-opacity", area === "" ? 0.16 : 0.06);
    this.map.setPaintProperty("rings", "line-opacity", area === "" ? 0.55 : 0.25);
  }

  /** choose draws what is picked in front and the rest paler. */
  choose(s: Selection | null): void {
    const only = (kind: string, field: string, active: boolean): ExpressionSpecification =>
      active && s ? ["all", isKind(kind), ["==", ["get", field], s.id]] : isKind("");
    this.map.setFilter("chosen-ring", only("circle", "circle", s?.kind === "circle"));
    this.map.setFilter("chosen-links", only("link", s?.kind === "home" ? "household" : "member", s?.kind === "home" || s?.kind === "member"));
    this.map.setFilter("chosen-homes", s?.kind === "home" ? only("household", "household", true)
      : ["all", only("household", "member", s?.kind === "member"), ["!=", ["get", "state"], "own"]]);
    this.map.setFilter("chosen-member", only("member", "member", s?.kind === "member"));
    this.map.setPaintProperty("plan-links", "line-opacity", s && s.kind !== "circle" ? 0.16 : 0.45);
  }

  /** show moves to a place that would be out of sight. */
  show(at: [number, number] | undefined): void {
    if (at && !this.map.getBounds().contains(at)) this.map.easeTo({ center: at });
  }

  private click(e: MapMouseEvent): void {
    const target = this.at(e);
    if (target?.kind === "village") this.listener.village(target.id);
    else this.listener.pick(target);
  }

  private hover(e: MapMouseEvent): void {
    if (!matchMedia("(hover: hover)").matches) return; // a finger does not hover
    const target = this.at(e);
    this.map.getCanvas().style.cursor = target ? "pointer" : "";
    const key = target ? `${target.kind} ${target.id}` : "";
    if (key !== this.hinted) {
      const text = target && this.listener.hint(target);
      if (text) this.popup.setDOMContent(text).addTo(this.map);
      else this.popup.remove();
      this.hinted = key;
    }
    this.popup.setLngLat(e.lngLat);
  }

  private unhint(): void {
    this.popup.remove();
    this.hinted = "";
  }

  /** at finds what is under the pointer or close to it: small things first. */
  private at(e: MapMouseEvent): Selection | { kind: "village"; id: string } | null {
    if (!this.map.isStyleLoaded() && !this.map.getLayer("villages")) return null;
    const { x, y } = e.point;
    const near = (slack: number, ...ids: string[]) =>
      this.map.queryRenderedFeatures([[x - slack, y - slack], [x + slack, y + slack]], { layers: ids })[0]?.properties;
    const member = near(4, "plan-members");
    if (member) return { kind: "member", id: member.member as string };
    const home = near(5, "plan-unserved") ?? near(4, "plan-homes");
    if (home) return { kind: "home", id: home.household as string };
    const village = near(5, "warnings", "villages", "names");
    if (village) return { kind: "village", id: village.area as string };
    const circle = near(0, "plan-circles");
    if (circle) return { kind: "circle", id: circle.circle as string };
    const around = near(0, "circles");
    return around ? { kind: "village", id: around.area as string } : null;
  }

  private source(name: string): GeoJSONSource {
    return this.map.getSource(name) as GeoJSONSource;
  }
}

function source(): { type: "geojson"; data: FeatureCollection } {
  return { type: "geojson", data: nothing };
}

/** around is a box with the zones of its plan. */
function around(plan: Plan, box: Box): Box {
  const all: Box = [...box];
  for (const f of plan.collection.features) {
    if (!["circle", "group", "center_area"].includes(f.properties?.kind as string) || f.geometry?.type !== "Polygon") continue;
    for (const [x, y] of f.geometry.coordinates[0] as [number, number][]) {
      all[0] = Math.min(all[0], x);
      all[1] = Math.min(all[1], y);
      all[2] = Math.max(all[2], x);
      all[3] = Math.max(all[3], y);
    }
  }
  return all;
}

/** titles stand at the northernmost point of each zone. */
function titles(plan: Plan, t: Texts): FeatureCollection {
  const out: FeatureCollection = { type: "FeatureCollection", features: [] };
  const zoning = zoningOf(plan);
  const kind = zoning === "center" ? "center_area" : zoning;
  for (const f of plan.collection.features) {
    if (f.properties?.kind !== kind || f.geometry?.type !== "Polygon") continue;
    const ring = f.geometry.coordinates[0] ?? [];
    const coordinates = ring.reduce((a, b) => ((b[1] as number) > (a[1] as number) ? b : a), ring[0] ?? [0, 0]);
    const n = String(f.properties.number);
    const title = zoning === "circle" ? t.circle(n) : zoning === "center" ? t.center(n) : t.group(f.properties.name ? short(f.properties.name as string, plan.area) : n);
    out.features.push({ type: "Feature", geometry: { type: "Point", coordinates }, properties: { title, hue: f.properties.hue } });
  }
  return out;
}

function draw(size: number, paint: (c: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const c = canvas.getContext("2d") as CanvasRenderingContext2D;
  paint(c);
  return c.getImageData(0, 0, size, size);
}

/** cross marks a home nobody answers for. */
function cross(): ImageData {
  return draw(36, (c) => {
    c.lineCap = "round";
    for (const [width, colour] of [[11, "#ffffff"], [6, colours.unserved]] as const) {
      c.lineWidth = width;
      c.strokeStyle = colour;
      c.beginPath();
      c.moveTo(8, 8); c.lineTo(28, 28); c.moveTo(28, 8); c.lineTo(8, 28);
      c.stroke();
    }
  });
}

/** warning marks a village with unserved homes: another shape, not only another colour. */
function warning(): ImageData {
  return draw(36, (c) => {
    c.lineJoin = "round";
    c.beginPath();
    c.moveTo(18, 6); c.lineTo(31, 29); c.lineTo(5, 29); c.closePath();
    c.lineWidth = 5;
    c.strokeStyle = "#ffffff";
    c.stroke();
    c.fillStyle = colours.unserved;
    c.fill();
  });
}
