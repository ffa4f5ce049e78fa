import type { Failure } from "./account-text";

export interface Grant { role: string; region?: string; area?: string; member?: string }
export interface Session { account: string; name: string; grants: Grant[]; csrf?: string }
export interface Token { id: string; name: string; scopes: string[]; end: string; token?: string }

/** A Refusal is an answer that is none, for the page to find words for. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly wait: number, readonly places: string[]) { super(String(status)); }

  /** what it is about; the request tells what a 401 or a 409 means. */
  about(request: "log-in" | "link" | "password" | "token" | "session"): Failure {
    switch (this.status) {
      case 0: return "away";
      case 401: return request === "log-in" || request === "password" ? "wrong" : "session";
      case 403: return "forbidden";
      case 409: return request === "link" ? "taken" : "other";
      case 410: return "link";
      case 422: return this.places.includes("body.password") ? "password" : request === "link" ? "name" : request === "token" ? "token" : "other";
      case 503: return "busy";
    }
    return "other";
  }
}

let secret = ""; // that changes must show; in memory only

/** remember keeps the secret of a session. */
export function remember(s: Session): Session {
  secret = s.csrf ?? "";
  return s;
}

/** ask sends a request and reads the answer; a Refusal where there is none. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method, cache: "no-store", credentials: "same-origin", redirect: "error",
      headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...(method === "GET" ? {} : { "X-CSRF-Token": secret }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refusal(0, 0, []);
  }
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
  const problem = await answer.json().catch(() => ({})) as { errors?: { location?: string }[] };
  throw new Refusal(answer.status, answer.status === 429 ? Number(answer.headers.get("Retry-After")) || 1 : 0, (problem.errors ?? []).map((e) => e.location ?? ""));
}
