// The page of the account in a real browser. JINLIN_ACCOUNTS names a running server, JINLIN_LINK the secret of a one-time link; without them one is
// started from the sources.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const patience = Number(process.env.JINLIN_PATIENCE_MS ?? 90_000);
const chrome = process.env.CHROMIUM ?? "/usr/bin/chromium";
const pictures = process.env.JINLIN_PICTURES; // a folder for screenshots, to look at
const first = "一条沿河的长路 and a bridge", second = "another road, quite as long";
let browser, base, link, server, folder;

before(async () => {
  assert.ok(existsSync(chrome), `${chrome} is missing: run make deps`);
  [base, link] = process.env.JINLIN_ACCOUNTS ? [process.env.JINLIN_ACCOUNTS, process.env.JINLIN_LINK] : await start();
  browser = await chromium.launch({ executablePath: chrome, args: ["--no-sandbox"] });
});

after(async () => {
  await browser?.close();
  if (server?.pid) process.kill(-server.pid, "SIGTERM"); // go run and what it started
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function start() {
  folder = mkdtempSync(join(tmpdir(), "jinlin-"));
  server = spawn("go", ["run", "./cmd/jinlin", "serve", "--store", join(folder, "jinlin.db"), "--addr", "127.0.0.1:0"], { cwd: root, detached: true });
  return new Promise((found, failed) => {
    let told = "";
    const hear = (bytes) => {
      told += bytes;
      const at = /(http:\/\/[\d.:]+)\/account#link=(\S+)/.exec(told);
      if (at) found([`${at[1]}/`, at[2]]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", (code) => failed(new Error(`the server ended with ${code}:\n${told}`)));
  });
}

/** open shows the page and notes what must not happen; refusals by the API are part of what is tried. */
async function open(hash = "", options = {}) {
  const context = await browser.newContext({ viewport: { width: 900, height: 1100 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const wrong = [];
  page.on("console", (m) => { if (["error", "warning"].includes(m.type()) && !/status of 4\d\d/.test(m.text())) wrong.push(`${m.type()}: ${m.text()}`); });
  page.on("pageerror", (e) => wrong.push(`exception: ${e.message}`));
  page.on("request", (r) => { if (!r.url().startsWith(base)) wrong.push(`leaves the origin: ${r.url()}`); });
  page.on("response", (r) => { if (r.status() >= 500) wrong.push(`${r.status()} ${r.url()}`); });
  await page.goto(`${base}account${hash}`);
  await page.waitForSelector("main h1");
  return { page, wrong, context };
}

const shot = async (page, name) => { if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true }); };

test("a person sets a password by the link, has a token, changes the password, and leaves", async () => {
  const { page, wrong, context } = await open(`#link=${link}`);
  assert.ok(!page.url().includes(link), "the secret stays in the address");
  assert.match(await page.locator("h1").innerText(), /Set your password/);
  assert.equal(await page.inputValue('[name="name"]'), "administrator");
  await shot(page, "link");

  await page.fill('[name="name"]', "Wang Ming");
  await page.fill('[name="password"]', "short");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "12 to 128" }).waitFor();
  assert.equal(await page.inputValue('[name="name"]'), "Wang Ming", "what was typed is lost");
  await page.fill('[name="password"]', first);
  await page.getByLabel("Show the password").check();
  assert.equal(await page.getAttribute('[name="password"]', "type"), "text");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("heading", { name: "Hello, Wang Ming" }).waitFor();
  assert.match(await page.locator("#grants").innerText(), /administrator, everywhere/);
  const cookies = await context.cookies();
  assert.ok(cookies.length === 1 && cookies[0].httpOnly && cookies[0].sameSite === "Lax", JSON.stringify(cookies));

  await page.fill('[name="purpose"]', "export");
  await page.getByRole("button", { name: "Make a token" }).click();
  const token = await page.inputValue("#fresh");
  assert.match(token, /^jl_/);
  await shot(page, "me");
  const who = await fetch(`${base}v1/session`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(who.status, 200);
  await page.reload();
  await page.waitForSelector("#tokens");
  assert.equal(await page.locator("#fresh").count(), 0, "the token is shown again");
  await page.getByRole("button", { name: "End the token “export”" }).click();
  await page.getByRole("status").filter({ hasText: "The token has ended" }).waitFor();
  assert.equal((await fetch(`${base}v1/session`, { headers: { Authorization: `Bearer ${token}` } })).status, 401);

  await page.fill('[name="old"]', "not the one that it is");
  await page.fill('[name="new"]', second);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByRole("alert").filter({ hasText: "do not belong together" }).waitFor();
  await page.fill('[name="old"]', first);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByRole("status").filter({ hasText: "The password is changed" }).waitFor();

  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "You are logged out" }).waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("by keyboard alone, in Chinese: a wrong password, the right one, and out again", async () => {
  const { page, wrong, context } = await open("", { locale: "zh-CN" });
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  await page.waitForSelector('[name="name"]:focus');
  await page.keyboard.type("wang ming");
  await page.keyboard.press("Tab");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "用户名或密码不正确" }).waitFor();
  await shot(page, "log-in");
  await page.focus('[name="password"]');
  await page.keyboard.press("Control+A");
  await page.keyboard.type(second);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "您好，Wang Ming" }).waitFor();
  assert.match(await page.locator("#grants").innerText(), /管理员，全部区域/);
  await shot(page, "me-zh");
  await page.focus("#leave");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "您已退出登录" }).waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a used link and a failed detour are told in words, on a narrow screen too", async () => {
  for (const [hash, words] of [
    [`#link=${link}`, /used already/], ["#elsewhere=unknown&subject=https%3A%2F%2Fid.example%20u7", /Tell the administrator this: https:\/\/id\.example u7/],
    ["#elsewhere=refused", /did not confirm/], ["#elsewhere=something", /did not work/],
  ]) {
    const { page, wrong, context } = await open(hash, { viewport: { width: 340, height: 700 } });
    await page.getByRole("alert").filter({ hasText: words }).waitFor();
    assert.equal(new URL(page.url()).hash, "");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "wider than the screen");
    assert.deepEqual(wrong, []);
    await context.close();
  }
});
