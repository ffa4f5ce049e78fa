import { h, type Child } from "./dom";
import { groupName } from "./card";
import { hues, statusOf, zonesOf, type Center, type Circle, type Group, type Kind, type Member, type Plan, type Stage, type Summary, type Village } from "./data";
import { short, type Format } from "./format";
import { histogram } from "./histogram";
import type { Selection } from "./map";
import type { Texts } from "./text";

export interface Actions {
  open(area: string): void;
  back(): void;
  pick(s: Selection): void;
}

const stages: Stage[] = ["held", "shortfall", "circles", "farthest", "distance", "groups", "selection", "links", "deputies", "centers", "mentors"];

/** Panel builds what stands beside the map. */
export class Panel {
  constructor(private readonly t: Texts, private readonly f: Format, private readonly summary: Summary, private readonly act: Actions) {}

  county(villages: Village[]): Node[] {
    const { t, f } = this;
    const s = this.summary.total;
    return [
      h("h1", {}, t.county),
      this.coverage(s.homes - s.unserved - this.aside(s.held), s.homes - this.aside(s.held)),
      h("dl", { class: "figures" },
        ...this.zones(),
        this.figure(f.n(s.eligible), t.figures.members, t.ofMembers(f.n(s.members)), this.published("eligible")),
        this.figure(t.villagesServed(f.n(villages.filter((v) => v.unserved === 0).length), f.n(villages.length)), t.figures.villages, ""),
        this.figure(f.n(s.unserved), t.figures.unserved, ""),
        ...(this.aside(s.held) > 0 ? [this.figure(f.n(s.held), t.figures.held)] : []),
        ...(s.chosen > 0 ? [this.figure(f.n(s.chosen), t.figures.chosen)] : [])),
      this.section(t.near, this.distances(), h("p", { class: "note" }, t.nearNote)),
      this.section(t.loads, ...this.loads(s.load_counts)),
      s.circles > 0 ? this.section(t.teamsTitle, h("p", {}, t.teamRange(f.n(s.teams.min), f.n(s.teams.median), f.n(s.teams.max)))) : null,
      this.section(t.unserved, ...this.reasons(s.unserved_by.map((r) => [r.reason, r.homes]))),
      this.excluded(),
      this.section(t.proof, this.proofs(), this.explainProof(), this.borders()),
      this.list(villages),
    ].filter((n) => n !== null);
  }

  /** zones are the numbers of circles, groups and centres, where the plans have some. */
  private zones(): Node[] {
    const { t, f } = this;
    const s = this.summary.total;
    return [
      s.circles > 0 && this.figure(f.n(s.circles), t.figures.circles, s.circles_bound > 0 ? t.circlesBound(f.n(s.circles_bound)) : "", this.published("circles")),
      s.groups.groups > 0 && this.figure(f.n(s.groups.groups), t.figures.groups, this.published("groups")),
      (s.centers?.centers ?? 0) > 0 && this.figure(f.n(s.centers?.centers ?? 0), t.figures.centers, this.published("centers")),
    ].filter((n) => n !== false);
  }

  private published(name: string): string {
    const r = this.summary.references.find((x) => x.name === name);
    return r ? this.t.published(this.f.n(r.value)) : "";
  }

  /** aside is how many homes nobody is asked to answer for, where others are. */
  private aside(held: number): number { return this.summary.policy.links.within === "none" ? 0 : held; }

  private coverage(served: number, all: number): Node {
    const share = all === 0 ? 0 : (served / all) * 100;
    const bar = h("div", { class: "coverage", role: "presentation" }, h("div"));
    (bar.firstElementChild as HTMLElement).style.width = `${share}%`;
    return h("div", {}, h("p", { class: "lead" }, this.t.served(this.f.n(served), this.f.n(all), this.f.percent(served, all))), bar);
  }

  private figure(value: string, label: string, ...notes: string[]): Node {
    return h("div", {}, h("dt", {}, label), h("dd", {}, value), ...notes.filter(Boolean).map((n) => h("dd", { class: "note" }, n)));
  }

  private section(title: string, ...content: Child[]): HTMLElement {
    return h("section", {}, h("h2", {}, title), ...content);
  }

  private distances(): Node {
    const { t, f } = this;
    const d = this.summary.total.distances;
    return h("dl", { class: "figures small" }, ...(
      [[d.mean_m, t.figures.mean], [d.median_m, t.figures.median], [d.p95_m, t.figures.p95], [d.max_m, t.figures.max]] as const
    ).map(([m, label]) => this.figure(f.m(m), label)));
  }

  private loads(counts: { load: number; members: number }[]): Child[] {
    const { t, f } = this;
    const l = this.summary.policy.links.load;
    const note = t.loadsNote(f.n(l.target_min), f.n(l.target_max), f.n(l.max));
    const most = Math.max(...counts.map((c) => c.load), 0);
    return [
      histogram({
        counts: counts.map((c) => ({ at: c.load, n: c.members })), band: [l.target_min, l.target_max], most: Math.max(l.target_max, most),
        label: `${t.loads}. ${note}`, axis: t.loadAxis, title: (at, n) => t.loadBar(f.n(at), f.n(n)),
      }),
      h("p", { class: "note" }, note),
    ];
  }

  private reasons(counts: (readonly [string, number])[]): Node[] {
    const { t, f } = this;
    if (counts.length === 0) return [h("p", {}, t.unservedNone)];
    return [h("ul", { class: "reasons" }, ...counts.map(([reason, n]) =>
      h("li", {}, h("strong", { class: "bad" }, f.n(n)), " ", t.reasons[reason] ?? reason)))];
  }

  private excluded(): Node | null {
    const { t, f } = this;
    const s = this.summary.total;
    if (s.excluded.length === 0) return null;
    return this.section(t.excludedTitle(f.n(s.members - s.eligible)),
      h("p", {}, s.excluded.map((e) => `${t.excluded[e.code] ?? e.code} ${f.n(e.members)}`).join(" · ")));
  }

  private proofs(): Node {
    const { t, f } = this;
    const rows = this.summary.total.proofs.filter((p) => stages.includes(p.stage) && p.not_solved < this.summary.areas);
    return h("ul", { class: "proofs" }, ...rows.map((p) => {
      const all = p.certified + p.searched + (p.narrowed ?? 0) + p.bounded + p.kept + p.unchecked;
      const others = [[p.searched, t.searched], [p.narrowed, t.narrowed], [p.bounded, t.gap], [p.kept, t.kept], [p.unchecked, t.unchecked]] as const;
      const words = [t.proven(f.n(p.certified), f.n(all)), ...others.filter(([n]) => n > 0).map(([n, say]) => say(f.n(n)))];
      return h("li", { class: p.certified === all ? "yes" : "partly" }, h("strong", {}, this.stageName(p.stage)),
        h("div", {}, words.join(t.lang === "zh" ? "；" : "; ")));
    }));
  }

  private stageName(stage: Stage): string {
    const { t } = this;
    if (stage !== "links") return t.stages[stage];
    return t.linksStage(this.summary.policy.links.order.map((tier) => t.tiers[tier] ?? tier).join(t.lang === "zh" ? "，再" : ", then "));
  }

  private explainProof(): Node {
    return h("details", {}, h("summary", {}, this.t.proofWhat), h("p", {}, this.t.proofText));
  }

  private borders(): Node | null {
    const b = this.summary.total.borders;
    if (b.areas === 0) return null;
    return h("p", { class: "note" }, this.t.borders(this.f.m(b.mean_m), this.f.m(b.open_mean_m), this.f.range(b.load_min, b.load_max), this.f.range(b.open_load_min, b.open_load_max)));
  }

  /** list is all villages, those with unserved homes first, narrowed down by what is typed. */
  private list(villages: Village[]): Node {
    const { t, f } = this;
    const sorted = [...villages].sort((a, b) => Number(b.unserved > 0) - Number(a.unserved > 0) || a.name.localeCompare(b.name, "zh-CN"));
    const count = h("span", { class: "note", "aria-live": "polite" });
    const ul = h("ul", { class: "villages" });
    const input = h("input", { type: "search", placeholder: t.search, "aria-label": t.search, autocomplete: "off", id: "search" });
    const show = () => {
      const q = input.value.trim().toLowerCase();
      const found = sorted.filter((v) => v.name.toLowerCase().includes(q) || v.area.includes(q));
      ul.replaceChildren(...(found.length > 0 ? found.map((v) => this.row(v)) : [h("li", { class: "note" }, t.nothingFound)]));
      count.textContent = t.showing(f.n(found.length), f.n(sorted.length));
    };
    input.addEventListener("input", show);
    show();
    return h("section", { id: "villages" }, h("h2", {}, t.villages, " ", count), input, ul);
  }

  private row(v: Village): Node {
    const { t, f } = this;
    const status = statusOf(v);
    const words = (this.summary.total.circles > 0 ? t.status : t.statusPlain)[status];
    return h("li", {}, h("button", { "data-area": v.area, onclick: () => this.act.open(v.area) },
      h("span", { class: `mark ${status}`, title: words, role: "img", "aria-label": words }),
      h("span", { class: "what" }, v.name),
      h("span", { class: "note" }, [t.homesN(v.homes, f.n(v.homes)), ...zonesOf(v, t, f)].join(" · ")),
      v.unserved > 0 && h("span", { class: "bad" }, `${f.n(v.unserved)} ${t.figures.unserved}`)));
  }

  /** village is one village; plan is null while it loads. */
  village(v: Village, plan: Plan | null, failure: Node | null): Node[] {
    const { t, f } = this;
    return [
      h("button", { class: "back", onclick: () => this.act.back() }, `← ${t.back}`),
      h("h1", { tabindex: "-1" }, v.name, " ", h("small", {}, v.area === v.name ? "" : v.area)),
      this.coverage(v.homes - v.unserved - this.aside(v.held), v.homes - this.aside(v.held)),
      h("dl", { class: "figures" },
        v.circles > 0 ? this.figure(f.n(v.circles), t.figures.circles) : v.centers > 0 ? this.figure(f.n(v.centers), t.figures.centers)
          : v.groups > 0 ? this.figure(f.n(v.groups), t.figures.groups) : null, this.figure(f.n(v.eligible), t.figures.members),
        this.figure(f.m(v.mean_m), t.meanHere, t.farthestHere(f.m(v.max_m))), this.figure(f.range(v.load_min, v.load_max), t.figures.load)),
      failure ?? (plan ? null : h("p", { class: "loading", role: "status" }, t.loadingVillage(v.name))),
      ...(plan ? this.opened(v, plan) : []),
    ].filter((n) => n !== null);
  }

  private opened(v: Village, plan: Plan): Node[] {
    const { t } = this;
    const circles = [...plan.circles.values()].sort((a, b) => a.number - b.number);
    return [
      ...(plan.unserved.size > 0 ? [this.unservedSection(plan)] : []),
      ...(plan.fixes.length > 0 ? [this.section(t.fixes, h("ul", {}, ...plan.fixes.map((x) => this.fix(plan, x))))] : []),
      ...(plan.shortfalls.length > 0 ? [this.section(t.shortfalls, h("ul", {}, ...plan.shortfalls.map((x) => this.shortfall(plan, x))))] : []),
      ...(circles.length > 0 ? [this.section(t.circlesTitle, ...circles.map((c) => this.circle(plan, c)))] : []),
      ...(plan.centers.size > 0 ? [this.section(t.centersTitle, ...[...plan.centers.values()].sort((a, b) => a.number - b.number).map((c) => this.center(plan, c)))] : []),
      ...(plan.groups.size > 0 ? [this.section(t.groupsTitle, ...[...plan.groups.values()].sort((a, b) => a.number - b.number).map((g) => this.group(plan, g)))] : []),
      ...(circles.length + plan.centers.size + plan.groups.size === 0 ? [this.everybody(plan)] : []),
      this.section(t.proof, h("ul", { class: "proofs" }, ...stages.filter((s) => v.proof[s] !== undefined && v.proof[s] !== "not_solved").map((s) => this.stage(s, v.proof[s]))), this.explainProof()),
    ];
  }

  private stage(stage: Stage, kind: Kind): Node {
    const { t } = this;
    const words = { certified: t.provenHere, bounded: t.gapHere, searched: t.searchedHere, narrowed: t.narrowedHere, kept: t.keptHere, unchecked: t.uncheckedHere, not_solved: "" }[kind];
    return h("li", { class: kind === "certified" ? "yes" : "partly" }, h("strong", {}, this.stageName(stage)), h("div", {}, words));
  }

  private unservedSection(plan: Plan): Node {
    const byReason = groupBy([...plan.unserved.values()], (u) => u.reason);
    return this.section(this.t.unserved, ...[...byReason].map(([reason, homes]) => h("details", {},
      h("summary", {}, h("strong", { class: "bad" }, this.f.n(homes.length)), " ", this.t.reasons[reason] ?? reason),
      h("ul", { class: "chips" }, ...homes.map((u) => this.chip(plan, { kind: "home", id: u.household }))))));
  }

  private fix(plan: Plan, x: Plan["fixes"][number]): Node {
    const words = this.t.fix[x.kind];
    return h("li", {}, words ? words(short(x.household ?? "", plan.area), this.t.homesN(x.homes, this.f.n(x.homes)), this.f.n(x.places), this.t.helper(x.services ?? [], x.association ?? "")) : x.kind);
  }

  private shortfall(plan: Plan, x: Plan["shortfalls"][number]): Node {
    const words = this.t.shortfall[x.kind];
    const group = plan.groups.get(x.group ?? "");
    const where = x.member ? short(x.member, plan.area) : group ? this.t.group(groupName(plan, group.group, this.f)) : this.t.circle(this.f.n(plan.circles.get(x.circle ?? "")?.number ?? 0));
    return h("li", {}, words ? words(where, this.f.n(x.missing), this.t.roles[x.role ?? ""] ?? x.role ?? "") : x.kind);
  }

  private circle(plan: Plan, c: Circle): Node {
    const { t, f } = this;
    const box = this.zone(plan, c.number, t.circle(f.n(c.number)), [t.homesN(c.homes, f.n(c.homes)), t.membersN(c.members, f.n(c.members))], t.membersOfCircle,
      (m) => m.circle === c.circle, c.team);
    box.addEventListener("toggle", () => { if (box.open) this.act.pick({ kind: "circle", id: c.circle }); });
    return box;
  }

  private group(plan: Plan, g: Group): Node {
    const { t, f } = this;
    return this.zone(plan, g.number, t.group(groupName(plan, g.group, f)), [t.homesN(g.homes, f.n(g.homes)), t.membersN(g.members, f.n(g.members))], t.membersOfGroup,
      (m) => plan.homes.get(m.anchor ?? "")?.group === g.group, g.team);
  }

  private center(plan: Plan, c: Center): Node {
    const { t, f } = this;
    return this.zone(plan, c.number, t.center(f.n(c.number)),
      [t.membersN(c.members, f.n(c.members)), t.homesN(c.homes, f.n(c.homes)), c.mentor ? t.mentoredBy(short(c.mentor, plan.area), f.m(c.mentor_m)) : ""],
      t.membersOfCenter, (m) => m.center === c.member, []);
  }

  /** everybody lists the members of a plan without zones. */
  private everybody(plan: Plan): Node {
    const members = [...plan.members.values()].filter((m) => m.eligible);
    return this.section(this.t.figures.members, h("ul", { class: "members" }, ...members.map((m) => this.member(plan, m.member, m.load, undefined))));
  }

  /** zone is a box that opens to its members. */
  private zone(plan: Plan, number: number, title: string, notes: string[], heading: string, holds: (m: Member) => boolean, team: Circle["team"]): HTMLDetailsElement {
    const members = [...plan.members.values()].filter((m) => holds(m) && m.eligible);
    const roles = new Map(team.map((slot) => [slot.member, slot.role]));
    return h("details", { class: `circle hue${number % hues}` },
      h("summary", {}, h("strong", {}, title), " ", h("span", { class: "note" }, notes.filter(Boolean).join(" · "))),
      h("p", { class: "note" }, heading),
      h("ul", { class: "members" }, ...members.map((m) => this.member(plan, m.member, m.load, roles.get(m.member)))));
  }

  private member(plan: Plan, id: string, load: number, role: string | undefined): Node {
    const { t, f } = this;
    const homes = plan.homesOf.get(id) ?? [];
    const list = h("ul", { class: "chips" });
    const box = h("details", {},
      h("summary", {}, t.member(short(id, plan.area)), h("span", { class: "note" }, ` ${t.homesN(load, f.n(load))}${role ? ` · ${t.roles[role] ?? role}` : ""}`)),
      h("p", { class: "note" }, t.homesOfMember), list);
    box.addEventListener("toggle", () => {
      if (!box.open) return;
      this.act.pick({ kind: "member", id });
      list.replaceChildren(...homes.map((home) => this.chip(plan, { kind: "home", id: home.household })));
    });
    return h("li", {}, box);
  }

  private chip(plan: Plan, s: Selection): Node {
    return h("li", {}, h("button", { onclick: () => this.act.pick(s) }, short(s.id, plan.area)));
  }
}

/** groupBy is Map.groupBy, which browsers of 2023 do not have. */
function groupBy<T, K>(items: T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
