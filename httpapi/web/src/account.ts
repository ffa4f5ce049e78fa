import "./account.css";
import { ask, Refusal, remember, type Grant, type Session, type Token } from "./account-api";
import { accountTexts, type AccountTexts, type Lang } from "./account-text";
import { fill, h, type Child } from "./dom";

type Request = Parameters<Refusal["about"]>[0];
type View = { kind: "loading" } | { kind: "log-in" } | { kind: "link"; secret: string; name: string } | { kind: "me"; session: Session; tokens: Token[] | null };

const place = (id: string) => document.getElementById(id) as HTMLElement;
const scopes = ["read", "contacts", "edit", "plan", "manage"];
const day = 24 * 3600 * 1000;

/** What the address says, once: it is taken out at once, since a link's secret must not stay in a history or on a screen. */
function arrival(): URLSearchParams {
  const params = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  return params;
}

/** AccountPage lets a person in, and shows who he is. */
class AccountPage {
  private lang: Lang = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  private view: View = { kind: "loading" };
  private ways = { accounts: true, elsewhere: false };
  private bad = "";
  private good = "";
  private fresh: Token | null = null;

  private get t(): AccountTexts { return accountTexts[this.lang]; }

  async start(params: URLSearchParams): Promise<void> {
    const asked = params.get("lang");
    if (asked === "zh" || asked === "en") this.lang = asked;
    this.draw();
    const link = params.get("link") ?? "";
    try {
      this.ways = await ask("GET", "/v1/session/ways");
      if (link) await this.look(link);
      else await this.whoAmI();
    } catch (e) {
      this.view = { kind: "log-in" };
      this.refused(e, link ? "link" : "session");
    }
    const strayed = params.get("elsewhere");
    if (strayed) this.bad = [this.t.strayed[strayed] ?? this.t.failures.other, params.get("subject") ?? ""].join(" ").trim();
    this.draw(true);
  }

  private async look(secret: string): Promise<void> {
    const { name } = await ask<{ name: string }>("POST", "/v1/links", { secret });
    this.view = { kind: "link", secret, name };
  }

  private async whoAmI(): Promise<void> {
    try {
      await this.enter(await ask<Session>("GET", "/v1/session"));
    } catch (e) {
      if (!(e instanceof Refusal) || e.status !== 401) throw e;
      this.view = { kind: "log-in" };
    }
  }

  private async enter(session: Session): Promise<void> {
    remember(session);
    this.view = { kind: "me", session, tokens: await this.tokens(session) };
  }

  /** tokens are null where the account can have none. */
  private async tokens(session: Session): Promise<Token[] | null> {
    if (!session.account || !session.grants.some((g) => g.role !== "member")) return null;
    return (await ask<{ items: Token[] }>("GET", "/v1/accounts/me/tokens")).items;
  }

  /** refused finds words; a session that has ended leads back to the log-in. */
  private refused(e: unknown, request: Request): void {
    if (!(e instanceof Refusal)) throw e;
    this.bad = e.status === 429 ? this.t.wait(e.wait) : this.t.failures[e.about(request)];
    if (e.status === 401 && this.view.kind === "me" && request !== "password") this.view = { kind: "log-in" };
    if (e.status === 410) this.view = { kind: "log-in" };
  }

  /** act does something for a form or a button, which can be pressed once meanwhile. */
  private async act(request: Request, pressed: EventTarget | null, work: () => Promise<void>): Promise<void> {
    const buttons = pressed instanceof HTMLFormElement ? [...pressed.querySelectorAll("button")] : pressed instanceof HTMLButtonElement ? [pressed] : [];
    for (const b of buttons) b.disabled = true;
    this.bad = this.good = "";
    this.say();
    const before = this.view;
    let done = false;
    try {
      await work();
      done = true;
    } catch (e) {
      this.refused(e, request);
    }
    for (const b of buttons) b.disabled = false;
    if (done || this.view !== before) this.draw(true);
    else this.say();
  }

  private say(): void {
    const bad = document.getElementById("bad"), good = document.getElementById("good");
    if (bad) bad.textContent = this.bad;
    if (good) good.textContent = this.good;
    if (this.bad) bad?.scrollIntoView({ block: "nearest" });
  }

  private draw(focus = false): void {
    const { t } = this;
    document.documentElement.lang = t.lang === "zh" ? "zh-CN" : "en";
    document.title = t.title;
    const language = (lang: Lang, name: string, code: string) =>
      h("button", { type: "button", lang: code, "aria-pressed": String(this.lang === lang), onclick: () => { this.lang = lang; this.bad = this.good = ""; this.draw(); } }, name);
    fill(place("top"), h("a", { href: "./" }, t.name), h("div", { class: "languages", role: "group", "aria-label": t.language },
      language("zh", "中文", "zh-CN"), language("en", "English", "en")));
    fill(place("account"), ...this.parts());
    this.say();
    if (focus) (document.querySelector<HTMLElement>("main input:not([readonly])") ?? document.querySelector<HTMLElement>("h1"))?.focus();
    if (focus && this.view.kind === "me") (document.getElementById("fresh") ?? document.querySelector<HTMLElement>("h1"))?.focus();
  }

  private parts(): Child[] {
    switch (this.view.kind) {
      case "loading": return [h("p", { role: "status" }, this.t.loading)];
      case "log-in": return [this.logIn()];
      case "link": return [this.link(this.view.secret, this.view.name)];
      case "me": return this.me(this.view.session, this.view.tokens);
    }
  }

  /** told is where is said how it went; readers of screens are told at once. */
  private told(): Node[] {
    return [h("p", { id: "bad", class: "bad", role: "alert" }), h("p", { id: "good", class: "good", role: "status" })];
  }

  private logIn(): Node {
    const { t } = this;
    const send = (form: HTMLFormElement) => this.act("log-in", form, async () => {
      await this.enter(await ask<Session>("POST", "/v1/session", { name: value(form, "name"), password: value(form, "password") }));
    });
    return this.form(send, h("h1", { tabindex: "-1" }, t.logIn), ...this.told(),
      field("name", t.user, { autocomplete: "username", maxlength: 64 }), password("password", t.password, "current-password", t.show),
      h("button", { class: "main" }, t.enter),
      this.ways.elsewhere && h("p", { class: "actions" }, h("a", { class: "button", href: "/v1/session/elsewhere" }, t.elsewhere)),
      h("p", { class: "note" }, t.noLink));
  }

  private link(secret: string, name: string): Node {
    const { t } = this;
    const send = (form: HTMLFormElement) => this.act("link", form, async () => {
      await this.enter(await ask<Session>("PUT", "/v1/links", { secret, name: value(form, "name"), password: value(form, "password") }));
      this.good = t.set_done;
    });
    return this.form(send, h("h1", { tabindex: "-1" }, t.linkTitle), h("p", {}, t.linkLine(name)), ...this.told(),
      field("name", t.chosenName, { autocomplete: "username", maxlength: 64, value: name }), password("password", t.newPassword, "new-password", t.show, t.passwordRule),
      h("button", { class: "main" }, t.set));
  }

  private me(session: Session, tokens: Token[] | null): Child[] {
    const { t } = this;
    if (!session.account) return [h("section", {}, h("h1", { tabindex: "-1" }, t.title), h("p", {}, t.open), h("a", { href: "./" }, t.map))];
    const leave = (path: string) => (e: Event) => void this.act("session", e.currentTarget, async () => {
      await ask("DELETE", path);
      this.view = { kind: "log-in" };
      this.good = t.loggedOut;
    });
    return [
      h("section", {}, h("h1", { tabindex: "-1" }, t.me(session.name)), ...this.told(), h("h2", {}, t.may),
        session.grants.length === 0 ? h("p", {}, t.mayNothing) : h("ul", { id: "grants" }, ...session.grants.map((g) => h("li", {}, this.grant(g)))),
        h("div", { class: "actions" }, h("a", { class: "button", href: "./" }, t.map), h("button", { type: "button", id: "leave", onclick: leave("/v1/session") }, t.logOut),
          h("button", { type: "button", onclick: leave("/v1/accounts/me/sessions") }, t.logOutAll))),
      this.change(session),
      tokens && this.tokenList(session, tokens),
    ];
  }

  private grant(g: Grant): string {
    const { t } = this;
    const where = g.region ? t.region(g.region) : g.area ? t.area(g.area) : t.everywhere;
    return [t.roles[g.role] ?? g.role, g.member ? t.member(g.member) : "", where].filter(Boolean).join(this.lang === "zh" ? "，" : ", ");
  }

  private change(session: Session): Node {
    const { t } = this;
    const send = (form: HTMLFormElement) => this.act("password", form, async () => {
      await this.enter(await ask<Session>("PUT", "/v1/session/password", { old: value(form, "old"), password: value(form, "new") }));
      this.good = t.changed;
    });
    return this.form(send, h("h2", {}, t.change), h("p", { class: "note" }, t.changeLine),
      h("input", { type: "text", name: "name", value: session.name, autocomplete: "username", hidden: true }),
      password("old", t.old, "current-password", t.show), password("new", t.newPassword, "new-password", t.show, t.passwordRule), h("button", { class: "main" }, t.change));
  }

  private tokenList(session: Session, tokens: Token[]): Node {
    const { t } = this;
    const again = async () => { this.view = { kind: "me", session, tokens: await this.tokens(session) }; };
    const send = (form: HTMLFormElement) => this.act("token", form, async () => {
      const end = new Date(`${value(form, "end")}T00:00:00`);
      if (Number.isNaN(end.getTime())) throw new Refusal(422, 0, []);
      this.fresh = await ask<Token>("POST", "/v1/accounts/me/tokens", {
        name: value(form, "purpose"), scopes: scopes.filter((s) => form.querySelector<HTMLInputElement>(`[name="scope-${s}"]`)?.checked), end: end.toISOString(),
      });
      await again();
    });
    const drop = (token: Token) => (e: Event) => void this.act("token", e.currentTarget, async () => {
      await ask("DELETE", `/v1/accounts/me/tokens/${encodeURIComponent(token.id)}`);
      this.good = t.dropped;
      this.fresh = null;
      await again();
    });
    const shown = (end: string) => new Date(end).toLocaleDateString(this.lang === "zh" ? "zh-CN" : "en-GB");
    return this.form(send, h("h2", {}, t.tokens), h("p", { class: "note" }, t.tokensLine), this.madeToken(),
      tokens.length === 0 ? h("p", {}, t.noTokens) : h("ul", { id: "tokens" }, ...tokens.map((x) => h("li", { class: "row" },
        h("span", {}, x.name, h("br"), h("span", { class: "note" }, `${x.scopes.map((s) => t.scope[s] ?? s).join(", ")} · ${t.tokenUntil(shown(x.end))}`)),
        h("button", { type: "button", "aria-label": t.drop(x.name), onclick: drop(x) }, t.dropShort)))),
      field("purpose", t.tokenName, { maxlength: 64, autocomplete: "off" }),
      h("fieldset", {}, h("legend", {}, t.scopes), ...scopes.map((s) => h("label", { class: "tick" }, h("input", { type: "checkbox", name: `scope-${s}`, checked: s === "read" }), t.scope[s]))),
      field("end", t.end, { type: "date", value: date(Date.now() + 90 * day), min: date(Date.now() + day), max: date(Date.now() + 365 * day) }),
      h("button", { class: "main" }, t.make));
  }

  /** madeToken shows a token, this once. */
  private madeToken(): Child {
    const token = this.fresh?.token;
    if (!token) return null;
    const { t } = this;
    const box = h("input", { type: "text", id: "fresh", readonly: true, value: token, "aria-label": t.tokenMade, onfocus: (e) => (e.target as HTMLInputElement).select() });
    const copy = () => { box.focus(); void navigator.clipboard?.writeText(token).then(() => { this.good = t.copied; this.say(); }, () => undefined); };
    return h("div", {}, h("p", { class: "good" }, t.tokenMade), h("div", { class: "row" }, box, h("button", { type: "button", onclick: copy }, t.copy)));
  }

  private form(send: (form: HTMLFormElement) => void, ...children: Child[]): HTMLFormElement {
    return h("form", { novalidate: true, onsubmit: (e) => { e.preventDefault(); send(e.currentTarget as HTMLFormElement); } }, ...children);
  }
}

const value = (form: HTMLFormElement, name: string) => form.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value ?? "";
const date = (at: number) => new Date(at).toISOString().slice(0, 10);

function field(name: string, label: string, more: Record<string, string | number | boolean>): Node {
  const id = `field-${name}`;
  return h("div", {}, h("label", { for: id }, label), h("input", { type: "text", id, name, spellcheck: "false", autocapitalize: "none", required: true, ...more }));
}

function password(name: string, label: string, autocomplete: string, show: string, rule = ""): Node {
  const id = `field-${name}`;
  const input = h("input", { type: "password", id, name, autocomplete, required: true, "aria-describedby": rule ? `${id}-rule` : undefined });
  return h("div", {}, h("label", { for: id }, label), rule !== "" && h("p", { class: "note", id: `${id}-rule` }, rule), input,
    h("label", { class: "tick" }, h("input", { type: "checkbox", onchange: (e) => { input.type = (e.target as HTMLInputElement).checked ? "text" : "password"; } }), show));
}

void new AccountPage().start(arrival());
