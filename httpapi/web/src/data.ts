import type { Feature, FeatureCollection } from "geojson";
import type { Format } from "./format";
import type { Texts } from "./text";

export type Kind = "certified" | "searched" | "narrowed" | "bounded" | "kept" | "unchecked" | "not_solved";
export type Stage = "held" | "shortfall" | "circles" | "farthest" | "distance" | "groups" | "selection" | "links" | "open" | "deputies" | "centers" | "mentors";
export type Box = [number, number, number, number];

export interface Village {
  kind: "village";
  area: string;
  name: string;
  homes: number;
  eligible: number;
  circles: number;
  groups: number;
  centers: number;
  held: number;
  unserved: number;
  mean_m: number;
  max_m: number;
  load_min: number;
  load_max: number;
  proof: Record<Stage, Kind>;
  box: Box;
  at: [number, number];
}

export interface Summary {
  scheme: string;
  areas: number;
  bbox: Box;
  references: { name: string; value: number }[];
  total: {
    homes: number; linked: number; locked: number; chosen: number; own: number; held: number; unserved: number;
    unserved_by: { stage: string; reason: string; homes: number }[];
    members: number; eligible: number; excluded: { code: string; members: number }[];
    circles: number; circles_bound: number; groups: { groups: number; homes: Spread }; centers?: { centers: number; members: Spread };
    teams: Spread; loads: Spread;
    load_counts: { load: number; members: number }[];
    distances: { mean_m: number; median_m: number; p95_m: number; max_m: number };
    shortfalls: { kind: string; role: string; places: number; missing: number }[];
    proofs: ({ stage: Stage } & Record<Kind, number>)[];
    borders: { areas: number; mean_m: number; open_mean_m: number; load_min: number; load_max: number; open_load_min: number; open_load_max: number };
  };
  policy: Policy;
}

interface Spread { min: number; median: number; max: number; mean: number }

export interface Policy {
  circles: { radius_m: number | "none" };
  team: { max: number };
  links: { within: string; order: string[]; reach_m: number | "none"; load: { min: number; target_min: number; target_max: number; max: number; balance: string } };
}

export interface Circle {
  kind: "circle"; area: string; circle: string; number: number; household: string | null; center: [number, number];
  homes: number; members: number; capacity: number; drawn_radius_m: number; radius_m: number;
  team: { role: string; member: string }[];
}

/** A Group is a neighbourhood group. */
export interface Group {
  kind: "group"; area: string; group: string; number: number; name: string | null; center: [number, number];
  homes: number; members: number; weight: number; team: { role: string; member: string }[];
}

/** A Center is a centre household with the members around it. */
export interface Center {
  kind: "center_area"; area: string; number: number; member: string; members: number; homes: number; radius_m: number;
  mentor: string | null; mentor_m: number | null;
}

export interface Home {
  kind: "household"; area: string; household: string; state: "linked" | "locked" | "chosen" | "own" | "held" | "unserved"; circle: string | null; group: string | null;
  center_m: number | null; member: string | null; distance_m: number | null; deputy: string | null; deputy_m: number | null;
  open_member: string | null; open_m: number | null; weight: number; priority: number;
}

export interface Member {
  kind: "member"; area: string; member: string; eligible: boolean; excluded: string | null; anchor: string | null;
  circle: string | null; center: string | null; center_m: number | null; load: number; deputised: number; title: string | null;
}

export interface Unserved {
  kind: "unserved"; area: string; household: string; stage: string; reason: string; nearest: string | null; nearest_m: number | null;
  services?: string[] | null;
}

export interface Fix {
  kind: string; household: string | null; homes: number; places: number; services?: string[] | null; association?: string | null;
}

/** A Plan is one village, opened. */
export interface Plan {
  area: string;
  collection: FeatureCollection;
  circles: Map<string, Circle>;
  groups: Map<string, Group>;
  /** centers are by the member who is one. */
  centers: Map<string, Center>;
  homes: Map<string, Home>;
  members: Map<string, Member>;
  unserved: Map<string, Unserved>;
  /** homesOf lists the homes of each member, linksOf only those that are linked. */
  homesOf: Map<string, Home[]>;
  places: Map<string, [number, number]>;
  fixes: Fix[];
  shortfalls: { kind: string; circle: string | null; group: string | null; member: string | null; role: string | null; missing: number }[];
}

export interface Overview { villages: Village[]; collection: FeatureCollection }

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => null)) as { detail?: string } | null;
    throw new Error(problem?.detail ?? `${answer.status} ${answer.statusText}`);
  }
  return (await answer.json()) as T;
}

export const loadSummary = (): Promise<Summary> => get("demo/summary.json");

export async function loadOverview(): Promise<Overview> {
  const collection = await get<FeatureCollection>("demo/overview.geojson");
  const villages: Village[] = [];
  for (const f of collection.features) {
    if (f.properties?.kind !== "village" || f.geometry.type !== "Point") continue;
    const v = { ...f.properties, box: f.bbox as Box, at: f.geometry.coordinates as [number, number] } as Village;
    villages.push(v);
    f.properties.status = statusOf(v);
  }
  return { villages, collection };
}

/** zonesOf tells how many circles, centres and groups a village has, where it has some. */
export function zonesOf(v: Village, t: Texts, f: Format): string[] {
  return [
    v.circles > 0 && t.circlesN(v.circles, f.n(v.circles)), v.centers > 0 && t.centersN(v.centers, f.n(v.centers)), v.groups > 0 && t.groupsN(v.groups, f.n(v.groups)),
  ].filter((s) => s !== false);
}

export type Status = "proven" | "served" | "unserved";

/** statusOf tells villages apart on the map: by homes left unserved, then by what is proven. */
export function statusOf(v: Village): Status {
  if (v.unserved > 0) return "unserved";
  const main: Stage[] = ["held", "circles", "links"];
  return main.every((s) => v.proof[s] === "certified" || v.proof[s] === "not_solved") ? "proven" : "served";
}

export async function loadPlan(area: string): Promise<Plan> {
  const collection = await get<FeatureCollection & { areas: { fixes: Fix[] | null; shortfalls: Plan["shortfalls"] | null }[] }>(
    `demo/areas/${encodeURIComponent(area)}.geojson`,
  );
  const record = collection.areas[0];
  const plan: Plan = {
    area, collection, circles: new Map(), groups: new Map(), centers: new Map(), homes: new Map(), members: new Map(), unserved: new Map(), homesOf: new Map(), places: new Map(),
    fixes: record?.fixes ?? [], shortfalls: record?.shortfalls ?? [],
  };
  for (const f of collection.features) sort(plan, f);
  colour(plan);
  return plan;
}

/** idOf is what a feature is called in selections: its own id. */
function sort(plan: Plan, f: Feature): void {
  const p = f.properties as Circle | Group | Center | Home | Member | Unserved | { kind: "link" };
  switch (p.kind) {
    case "circle": plan.circles.set(p.circle, p); plan.places.set(p.circle, p.center); return;
    case "group": plan.groups.set(p.group, p); plan.places.set(p.group, p.center); return;
    case "center_area": plan.centers.set(p.member, p); return;
    case "household":
      plan.homes.set(p.household, p);
      if (p.member && p.state !== "own") plan.homesOf.set(p.member, [...(plan.homesOf.get(p.member) ?? []), p]);
      break;
    case "member": plan.members.set(p.member, p); break;
    case "unserved": plan.unserved.set(p.household, p); break;
    default: return;
  }
  if (f.geometry?.type !== "Point") return;
  plan.places.set(p.kind === "member" ? p.member : p.household, f.geometry.coordinates as [number, number]);
}

/** Zoning is what an opened village is divided into on the map, where it has several: circles before centres before groups. */
export type Zoning = "circle" | "center" | "group" | "none";

export function zoningOf(plan: Plan): Zoning {
  if (plan.circles.size > 0) return "circle";
  if (plan.centers.size > 0) return "center";
  return plan.groups.size > 0 ? "group" : "none";
}

/** colour gives every feature the number of its zone, which the map colours by; -1 without one. */
function colour(plan: Plan): void {
  const zoning = zoningOf(plan);
  const groupOf = (home: string | null) => plan.groups.get(plan.homes.get(home ?? "")?.group ?? "")?.number;
  const centerOf = (member: string | null) => plan.centers.get(plan.members.get(member ?? "")?.center ?? "")?.number;
  const numberOf = (p: Circle | Group | Center | Home | Member | Unserved | { kind: "link"; member: string; household: string; circle: string | null }) => {
    if (zoning === "circle") return "circle" in p ? plan.circles.get(p.circle ?? "")?.number : undefined;
    if (zoning === "center") {
      if (p.kind === "center_area") return p.number;
      return "member" in p ? centerOf(p.member) : undefined;
    }
    if (p.kind === "group") return p.number;
    return p.kind === "member" ? groupOf(p.anchor) : "household" in p ? groupOf(p.household) : undefined;
  };
  for (const f of plan.collection.features) {
    if (!f.properties) continue;
    const number = numberOf(f.properties as Parameters<typeof numberOf>[0]);
    f.properties.hue = number === undefined ? -1 : number % hues;
  }
}

/** hues is how many colours circles have. */
export const hues = 6;
