import "./style.css";
import { hintOf, sheetOf, showCard, villageHint, type Voice } from "./card";
import { loadOverview, loadPlan, loadSummary, zoningOf, type Overview, type Plan, type Summary, type Village } from "./data";
import { fill, h } from "./dom";
import { Format } from "./format";
import { showLegend } from "./legend";
import { Chart, type Selection } from "./map";
import { Panel } from "./panel";
import { texts, type Lang, type Texts } from "./text";

const place = (id: string) => document.getElementById(id) as HTMLElement;

/** The address keeps what is shown: #lang=zh&area=130132100201. No cookies, no storage. */
interface Address { lang: Lang; area: string }

function readAddress(): Address {
  const params = new URLSearchParams(location.hash.slice(1));
  const asked = params.get("lang");
  const lang = asked === "zh" || asked === "en" ? asked : navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  return { lang, area: params.get("area") ?? "" };
}

function writeAddress(a: Address): void {
  const params = new URLSearchParams({ lang: a.lang });
  if (a.area) params.set("area", a.area);
  if (location.hash !== `#${params}`) location.hash = params.toString();
}

class Page {
  private at = readAddress();
  private overview: Overview | null = null;
  private summary: Summary | null = null;
  private plan: Plan | null = null;
  private selection: Selection | null = null;
  private chart: Chart | null = null;
  private failure: unknown = null;

  async start(): Promise<void> {
    addEventListener("hashchange", () => this.follow());
    addEventListener("keydown", (e) => { if (e.key === "Escape" && this.selection) this.pick(null); });
    this.draw();
    this.startMap();
    await this.load();
  }

  private startMap(): void {
    try {
      fill(place("notice"), h("p", {}, this.t.drawing));
      this.chart = new Chart(place("map"), {
        drawn: () => this.drawn(),
        village: (area) => this.go(area),
        pick: (s) => this.pick(s),
        hint: (s) => this.hint(s),
      }, this.t);
    } catch {
      fill(place("notice"), h("p", {}, this.t.noMap));
    }
  }

  /** drawn ends the waiting, and tells the browser test what is on the map. */
  private drawn(): void {
    fill(place("notice"));
    place("map").dataset.drawn = this.plan?.area ?? "county";
  }

  private async load(): Promise<void> {
    this.failure = null;
    this.draw();
    try {
      const [summary, overview] = await Promise.all([loadSummary(), loadOverview()]);
      this.summary = summary;
      this.overview = overview;
    } catch (e) {
      this.failure = e;
      this.draw();
      return;
    }
    this.draw();
    void this.chart?.overview(this.overview, this.summary.bbox);
    if (this.at.area) await this.openVillage();
  }

  private get t(): Texts { return texts[this.at.lang]; }
  private get format(): Format { return new Format(this.at.lang); }
  private get current(): Village | undefined { return this.overview?.villages.find((v) => v.area === this.at.area); }

  private get voice(): Voice | null {
    return this.summary && { t: this.t, f: this.format, policy: this.summary.policy };
  }

  private go(area: string): void { writeAddress({ ...this.at, area }); }

  /** follow does what the address says. */
  private follow(): void {
    const before = this.at;
    this.at = readAddress();
    if (this.at.lang !== before.lang) this.chart?.speak(this.t);
    if (this.at.area !== before.area && this.overview) void this.openVillage(before.area);
    else this.draw();
  }

  /** openVillage loads the plan of the village in the address, or goes back to the county. */
  private async openVillage(before = ""): Promise<void> {
    const area = this.at.area, village = this.current;
    this.plan = null;
    this.selection = null;
    this.failure = null;
    this.draw();
    place("panel").scrollTo(0, 0);
    if (!village) {
      void this.chart?.open(null, null);
      (document.querySelector(`[data-area="${CSS.escape(before)}"]`) as HTMLElement | null)?.focus({ preventScroll: true });
      return;
    }
    (place("panel").querySelector("h1") as HTMLElement | null)?.focus({ preventScroll: true });
    try {
      const plan = await loadPlan(area);
      if (this.at.area !== area) return;
      this.plan = plan;
      void this.chart?.open(plan, village.box);
    } catch (e) {
      if (this.at.area !== area) return;
      this.failure = e;
    }
    this.draw();
  }

  private pick(s: Selection | null): void {
    this.selection = s && this.plan ? s : null;
    this.chart?.choose(this.selection);
    if (s && s.kind !== "circle") this.chart?.show(this.plan?.places.get(s.id));
    this.drawCard();
  }

  private hint(s: Selection | { kind: "village"; id: string }): HTMLElement | null {
    const voice = this.voice;
    if (!voice || s.kind === "circle") return null;
    if (s.kind === "village") {
      const v = this.overview?.villages.find((x) => x.area === s.id);
      return v ? villageHint(v, voice) : null;
    }
    const sheet = this.plan && sheetOf(this.plan, s, voice);
    return sheet && hintOf(sheet);
  }

  private draw(): void {
    document.documentElement.lang = this.at.lang === "zh" ? "zh-CN" : "en";
    document.title = [this.current?.name, this.t.name, this.t.synthetic].filter(Boolean).join(" · ");
    this.drawHeader();
    this.drawPanel();
    showLegend(place("legend"), this.t, this.current !== undefined, this.plan ? zoningOf(this.plan) : "circle", (this.summary?.total.circles ?? 1) > 0);
    this.drawCard();
  }

  private drawHeader(): void {
    const t = this.t;
    const language = (lang: Lang, name: string, code: string) => h("button", {
      lang: code, "aria-pressed": String(lang === this.at.lang), id: `lang-${lang}`,
      onclick: () => { writeAddress({ ...this.at, lang }); place(`lang-${lang}`).focus(); },
    }, name);
    const focused = document.activeElement?.id ?? "";
    fill(place("top"),
      h("strong", { class: "name" }, t.name),
      h("span", { class: "line" }, t.line),
      h("span", { class: "synthetic", title: t.syntheticLong }, t.synthetic),
      h("div", { class: "languages", role: "group", "aria-label": t.language }, language("zh", "中文", "zh-CN"), language("en", "English", "en")));
    if (focused.startsWith("lang-")) document.getElementById(focused)?.focus();
  }

  private drawPanel(): void {
    const panel = place("panel"), t = this.t;
    const waiting = !this.summary || !this.overview;
    panel.setAttribute("aria-busy", String(waiting && !this.failure));
    const failure = this.failure ? this.sorry() : null;
    if (waiting) {
      fill(panel, failure ?? h("p", { class: "loading", role: "status" }, t.loading));
      return;
    }
    const build = new Panel(t, this.format, this.summary as Summary, {
      open: (area) => this.go(area), back: () => this.go(""), pick: (s) => this.pick(s),
    });
    const village = this.current;
    fill(panel, ...(village ? build.village(village, this.plan, failure) : build.county((this.overview as Overview).villages)),
      h("footer", {}, h("p", { class: "note" }, t.syntheticLong), h("p", { class: "note" }, h("a", { href: "licences.txt" }, "MapLibre GL JS"))));
  }

  private sorry(): HTMLElement {
    const t = this.t;
    const detail = this.failure instanceof Error ? this.failure.message : "";
    return h("div", { class: "sorry", role: "alert" },
      h("p", {}, detail.startsWith("no solved areas") ? t.noDemo : t.failed), detail && h("p", { class: "note" }, detail),
      h("button", { onclick: () => void (this.overview ? this.openVillage() : this.load()) }, t.retry));
  }

  private drawCard(): void {
    const voice = this.voice;
    const sheet = this.plan && this.selection && voice ? sheetOf(this.plan, this.selection, voice) : null;
    showCard(place("card"), sheet, this.t, () => this.pick(null));
  }
}

void new Page().start();
