import { fill, h, type Child } from "./dom";
import { zonesOf, type Circle, type Home, type Member, type Plan, type Policy, type Village } from "./data";
import { short, type Format } from "./format";
import type { Selection } from "./map";
import type { Texts } from "./text";

/** What a card needs to speak. */
export interface Voice { t: Texts; f: Format; policy: Policy }

/** A Sheet is a title and its sentences. */
export interface Sheet { title: string; lines: Child[] }

/** sheetOf tells what is known of a home, member or circle, in plain words. */
export function sheetOf(plan: Plan, s: Selection, v: Voice): Sheet | null {
  if (s.kind === "circle") return circleSheet(plan, plan.circles.get(s.id), v);
  if (s.kind === "member") return memberSheet(plan, plan.members.get(s.id), v);
  return homeSheet(plan, plan.homes.get(s.id), v);
}

function circleSheet(plan: Plan, c: Circle | undefined, { t, f }: Voice): Sheet | null {
  if (!c) return null;
  const members = t.membersN(c.members, f.n(c.members));
  return {
    title: t.circle(f.n(c.number)),
    lines: [
      t.circleCard(t.homesN(c.homes, f.n(c.homes)), members), t.room(f.n(c.capacity)), t.farthest(f.m(c.radius_m)), t.drawn(f.m(c.drawn_radius_m)),
      c.team.length > 0 && `${t.teamTitle}: ${c.team.map((slot) => `${short(slot.member, plan.area)} (${t.roles[slot.role] ?? slot.role})`).join(", ")}`,
    ],
  };
}

function homeSheet(plan: Plan, home: Home | undefined, v: Voice): Sheet | null {
  if (!home) return null;
  const { t, f } = v;
  const circle = home.circle ? plan.circles.get(home.circle) : undefined;
  const name = (id: string) => short(id, plan.area);
  return {
    title: t.home(name(home.household)),
    lines: [
      ...answer(plan, home, v),
      circle ? t.inCircle(f.n(circle.number), f.m(home.center_m)) : plan.circles.size > 0 && t.noCircle,
      home.group && t.inGroup(groupName(plan, home.group, f)),
      home.deputy && t.deputy(name(home.deputy), f.m(home.deputy_m)),
      home.open_member && home.open_member !== home.member && t.openMember(name(home.open_member), f.m(home.open_m)),
      home.priority > 0 && t.priority(f.n(home.priority)),
      home.weight > 1 && t.weight(f.n(home.weight)),
    ],
  };
}

/** answer says who answers for the home, or why nobody does. */
function answer(plan: Plan, home: Home, { t, f }: Voice): Child[] {
  const member = short(home.member ?? "", plan.area);
  switch (home.state) {
    case "linked": return [t.linkedTo(member, f.m(home.distance_m))];
    case "locked": return [t.lockedTo(member, f.m(home.distance_m))];
    case "chosen": return [t.chosenTo(member, f.m(home.distance_m))];
    case "held": return [t.heldHome];
    case "own": return [t.ownHome(member)];
    default: {
      const u = plan.unserved.get(home.household);
      return [
        u && h("strong", { class: "bad" }, t.reasonsLong[u.reason] ?? u.reason),
        u?.services && u.services.length > 0 && t.lacking(u.services),
        u?.nearest && t.nearest(short(u.nearest, plan.area), f.m(u.nearest_m)),
      ];
    }
  }
}

/** groupName is the name that the records gave a group, else its number. */
export function groupName(plan: Plan, id: string, f: Format): string {
  const g = plan.groups.get(id);
  return g?.name ? short(g.name, plan.area) : f.n(g?.number ?? 0);
}

/** centerOf tells to which centre a member belongs, or that he is one, and who mentors it. */
function centerOf(plan: Plan, m: Member, { t, f }: Voice): Child[] {
  const c = plan.centers.get(m.center ?? "");
  if (!c) return [];
  if (c.member !== m.member) return [t.ofCenter(f.n(c.number), short(c.member, plan.area), f.m(m.center_m))];
  return [t.isCenter(f.n(c.number)), c.mentor && t.mentoredBy(short(c.mentor, plan.area), f.m(c.mentor_m))];
}

function memberSheet(plan: Plan, m: Member | undefined, v: Voice): Sheet | null {
  if (!m) return null;
  const { t, f, policy } = v;
  const title = m.title ? t.titles[m.title] ?? m.title : "";
  if (!m.eligible) return { title: t.member(short(m.member, plan.area)), lines: [t.notPart(t.excluded[m.excluded ?? ""] ?? m.excluded ?? ""), title && t.title(title)] };
  const { target_min, target_max, max } = policy.links.load;
  const circle = m.circle ? plan.circles.get(m.circle) : undefined;
  const far = (plan.homesOf.get(m.member) ?? []).map((home) => home.distance_m ?? 0);
  const role = circle?.team.find((slot) => slot.member === m.member)?.role;
  return {
    title: t.member(short(m.member, plan.area)),
    lines: [
      t.answersFor(t.homesN(m.load, f.n(m.load)), f.range(target_min, target_max), f.n(max)),
      far.length > 0 && t.distancesOf(f.m(far.reduce((a, b) => a + b, 0) / far.length), f.m(Math.max(...far))),
      circle ? `${t.circle(f.n(circle.number))}${t.lang === "zh" ? "。" : "."}` : plan.circles.size > 0 && t.noCircle,
      ...centerOf(plan, m, v),
      role && t.role(t.roles[role] ?? role),
      title && t.title(title),
    ],
  };
}

/** villageHint is what the pointer shows over a village. */
export function villageHint(v: Village, { t, f }: Voice): HTMLElement {
  return h("div", {},
    h("strong", {}, v.name),
    h("div", {}, [t.homesN(v.homes, f.n(v.homes)), ...zonesOf(v, t, f)].join(" · ")),
    v.unserved > 0 && h("div", { class: "bad" }, `${f.n(v.unserved)} ${t.figures.unserved}`));
}

/** hintOf is the beginning of a card. */
export function hintOf(sheet: Sheet): HTMLElement {
  return h("div", {}, h("strong", {}, sheet.title), h("div", {}, ...sheet.lines.slice(0, 1).map((c) => (c instanceof Node ? c.cloneNode(true) as HTMLElement : c))));
}

/** showCard puts the card over the map, or takes it away. */
export function showCard(place: HTMLElement, sheet: Sheet | null, t: Texts, close: () => void): void {
  place.hidden = sheet === null;
  if (!sheet) return fill(place);
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", sheet.title);
  fill(place,
    h("button", { class: "close", "aria-label": t.close, title: t.close, onclick: close }, "×"),
    h("h2", {}, sheet.title),
    ...sheet.lines.filter(Boolean).map((line) => h("p", {}, line)));
}
