import type { Lang } from "./text";

/** Format writes numbers as the language does. */
export class Format {
  private readonly whole: Intl.NumberFormat;
  private readonly share: Intl.NumberFormat;
  private readonly lang: Lang;

  constructor(lang: Lang) {
    this.lang = lang;
    const locale = lang === "zh" ? "zh-CN" : "en-GB";
    this.whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    this.share = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1, roundingMode: "floor" } as Intl.NumberFormatOptions);
  }

  n(value: number): string {
    return this.whole.format(value);
  }

  /** percent rounds down, so that 100 % means all. */
  percent(part: number, all: number): string {
    return all === 0 ? "–" : part === all ? "100%" : this.share.format(part / all);
  }

  range(from: number, to: number): string {
    return from === to ? this.n(from) : `${this.n(from)}–${this.n(to)}`;
  }

  m(meters: number | null): string {
    if (meters === null) return "–";
    return this.whole.format(meters) + (this.lang === "zh" ? "米" : " m");
  }
}

/** short leaves the village's code out of an id. */
export function short(id: string, area: string): string {
  return id.startsWith(area + "-") ? id.slice(area.length + 1) : id;
}
