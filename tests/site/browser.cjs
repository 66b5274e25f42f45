// Opens a site from its files in Chromium and holds it against what must be true of every page.
// node browser.cjs SITE [pictures FOLDER]: SITE holds pages.json, a list of the pages to look at by kind. NIANJIAN_SERVED
// is the address of the same records, served.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const assert = require("node:assert");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const site = path.resolve(process.argv[2]);
const pages = JSON.parse(fs.readFileSync(path.join(site, "..", "pages.json"), "utf8"));
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const faults = [];
let checks = 0;
const hold = (what, truth, found) => {
  checks += 1;
  if (!truth) faults.push(found === undefined ? what : `${what}: ${found}`);
};

async function open(browser, name, options = {}) {
  const context = await browser.newContext({ viewport: { width: options.width || 1280, height: 900 },
    colorScheme: options.scheme || "light", javaScriptEnabled: options.script !== false });
  const page = await context.newPage();
  page.on("console", (m) => hold(`${name}: the console is empty`, m.type() !== "error", m.text()));
  page.on("pageerror", (e) => hold(`${name}: no script fails`, false, e.message));
  page.on("request", (r) => hold(`${name}: nothing is asked of another place`, /^(file|data):/.test(r.url()) || r.url().startsWith(process.env.NIANJIAN_SERVED), r.url()));
  page.on("dialog", (d) => { hold(`${name}: no dialog opens`, false, d.message()); d.dismiss(); });
  await page.goto("file://" + site + "/" + name);
  return page;
}

async function everyKind(browser) {
  for (const [kind, name] of Object.entries(pages)) {
    for (const scheme of ["light", "dark"]) {
      for (const width of [360, 1280]) {
        const page = await open(browser, name, { scheme, width });
        const where = `${kind} ${scheme} ${width}`;
        if (name.startsWith("search.html?")) await page.waitForSelector("#hits li, #state[data-ms]");
        await page.evaluate(axe);
        const result = await page.evaluate((tags) => axe.run({ preload: false, runOnly: tags }), RULES);
        for (const v of result.violations) hold(`${where}: axe`, false, `${v.id} ${v.nodes[0].html.slice(0, 120)}`);
        hold(`${where}: axe ran`, result.passes.length > 10, result.passes.length);
        const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        hold(`${where}: no sideways scroll`, wide <= inner, `${wide} > ${inner}`);
        const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
        hold(`${where}: a policy`, policy.startsWith("default-src 'none'"), policy);
        const cut = process.argv[4] && path.join(process.argv[4], `${kind}-${width}-${scheme}.png`);
        if (cut) await page.screenshot({ path: cut });
        await page.context().close();
      }
    }
  }
}

async function entry(browser) {
  const page = await open(browser, pages.entry);
  const first = page.locator(".text a[id]").first();
  await first.focus();
  hold("a mark says its meaning on focus", await first.locator("span").isVisible());
  await page.keyboard.press("Escape");
  hold("Esc closes it", !(await first.locator("span").isVisible()));
  const line = () => first.evaluate((a) => getComputedStyle(a).textDecorationLine);
  const type = (await first.getAttribute("class")).split(" ")[0];
  hold("a mark is underlined", (await line()) === "underline", await line());
  await page.locator(`#t-${type}`).uncheck();
  hold("its switch takes the line away", (await line()) === "none", await line());
  await page.locator(`#t-${type}`).check();
  // By keyboard alone: from the top to the first mark, then by arrow to the next.
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  let reached = false;
  for (let i = 0; i < 80 && !reached; i++) {
    await page.keyboard.press("Tab");
    reached = await page.evaluate(() => document.activeElement.matches(".text a[id]"));
  }
  hold("Tab reaches a mark", reached);
  const before = await page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("ArrowRight");
  hold("an arrow goes to the next mark", (await page.evaluate(() => document.activeElement.id)) !== before);
  await page.locator("#cite-section").selectOption({ index: 2 });
  const name = await page.locator("#cite-section option").nth(2).textContent();
  for (const text of await page.locator(".cite pre").allTextContents()) hold("a citation goes down to the section", text.includes(name), text);
  const anchor = await page.locator("#cite-section option").nth(2).getAttribute("value");
  const csl = JSON.parse(await page.locator(".cite pre").nth(2).textContent());
  hold("a section is cited under an id of its own", csl.id.endsWith("#" + anchor), csl.id);
  const bibtex = await page.locator(".cite pre").nth(1).textContent();
  hold("and under a key of its own", bibtex.split(",")[0].endsWith("-" + anchor), bibtex);
  hold("each citation can be copied", (await page.locator(".cite button").count()) === 3);
  await page.context().close();

  const still = await open(browser, pages.entry, { script: false });
  const mark = still.locator(".text a[id]").first();
  await mark.focus();
  hold("without script a mark says its meaning", await mark.locator("span").isVisible());
  await still.context().close();
}

async function found(browser, address) {
  const page = await open(browser, "search.html?" + new URLSearchParams(address));
  await page.waitForSelector("#state[data-ms]", { timeout: 10000 }).catch(() => {});
  const hits = await page.locator("#hits li").allTextContents();
  const state = await page.locator("#state").textContent();
  const links = await page.locator("#hits .what a").evaluateAll((as) => as.map((a) => a.getAttribute("href")));
  await page.context().close();
  return { hits, state, links };
}

async function search(browser) {
  const word = await found(browser, { q: "低保" });
  hold("a word is found", word.hits.length > 0 && word.hits.every((h) => h.includes("低保")), word.state);
  const long = await found(browser, { q: "时间银行" });
  hold("any substring is found", long.hits.length > 0, long.state);
  const traditional = await found(browser, { q: "婦女" }), simplified = await found(browser, { q: "妇女" });
  hold("Traditional finds what Simplified finds", traditional.hits.length > 0 && traditional.hits.join() === simplified.hits.join());
  const one = await found(browser, { q: "镇" });
  hold("one character is found", one.hits.length > 0, one.state);
  const both = await found(browser, { q: "低保 慰问" }), not = await found(browser, { q: "低保 NOT 慰问" });
  hold("words beside each other must both stand", both.hits.every((h) => h) && not.hits.every((h) => !h.includes("慰问")));
  const either = await found(browser, { q: "低保 OR 植树" });
  hold("OR finds either", either.hits.length >= word.hits.length, either.state);
  const money = await found(browser, { q: "金额>=1亿", y: "2013" });
  hold("amounts above 1亿 of 2013 are found", money.hits.length > 0 && money.hits.every((h) => h.includes("亿")), money.state);
  const spaced = await found(browser, { q: "金额 ≥ 1亿", y: "2013" });
  hold("blanks and ≥ make no difference", spaced.hits.join() === money.hits.join(), spaced.state);
  const field = await found(browser, { t: "money", v: ">=1亿", y: "2013" });
  hold("the fields find the same", field.hits.join() === money.hits.join(), field.state);
  hold("a hit leads to its number", money.links.every((l) => /#s\d+b\d+(m\d+|r\d+c\d+)$/.test(l)), money.links[0]);
  const said = await found(browser, { q: "2013年1亿元以上" }), typed = await found(browser, { q: "2013年 金额>=1亿" });
  hold("an amount may be asked for as people say it", said.hits.length > 0 && said.hits.join() === typed.hits.join(), said.state);
  const bare = await found(browser, { q: "2013 金额>=1亿" });
  hold("beside a number a bare year is a year", bare.hits.join() === typed.hits.join(), bare.state);
  const start = await open(browser, "search.html");
  const examples = await start.locator(".examples a").allTextContents();
  await start.context().close();
  for (const q of examples) {
    const example = await found(browser, { q });
    hold(`the example ${q} finds something`, example.hits.length > 0, example.state);
  }
  const cell = await found(browser, { q: "粮食 计量>=9万吨" });
  hold("numbers of tables are found", cell.links.some((l) => /r\d+c\d+$/.test(l)), cell.state);
  const old = await found(browser, { q: "1978年 计量>=9万吨" });
  hold("a year beside a number asks for numbers of that year", old.hits.some((h) => h.includes("90200")) && !old.hits.some((h) => h.includes("104716")), old.hits.join());
  const figure = await open(browser, "search.html?" + new URLSearchParams({ q: "粮食产量" }));
  await figure.waitForSelector("#figures a", { timeout: 10000 }).catch(() => {});
  hold("a search leads to the figure of its words", (await figure.locator("#figures a").count()) > 0);
  await figure.context().close();
  const day = await found(browser, { q: "2013年3月" });
  hold("a month is found by its dates", day.hits.length > 0, day.state);
  const none = await found(browser, { q: "没有这样的话语" });
  hold("what is not there is not found", none.hits.length === 0, none.hits[0]);
  const bad = await found(browser, { v: "很多", t: "money" });
  hold("a condition that cannot be read is said", bad.state.includes("很多"), bad.state);
}

// The sections that a search names, page after page.
async function sections(page) {
  const found = [];
  for (let i = 0; i < 40; i++) {
    const links = page.locator("#hits .where a");
    const next = page.locator("a.more"), more = page.locator("#more:not([hidden])");
    if (await more.count()) {
      await page.evaluate(() => delete document.getElementById("state").dataset.ms);
      await more.click();
      await page.waitForSelector("#state[data-ms]");
      continue;
    }
    found.push(...await links.evaluateAll((as) => as.map((a) => a.getAttribute("href"))));
    if (!(await next.count())) break;
    await next.click();
    await page.waitForLoadState();
  }
  return found;
}

async function served(browser) {
  const at = process.env.NIANJIAN_SERVED;
  const queries = [{ q: "低保" }, { q: "婦女" }, { q: "镇" }, { q: "低保 慰问" }, { q: "低保 NOT 慰问" }, { q: "低保 OR 植树" },
    { q: "“时间银行”" }, { q: "(低保 OR 植树) -慰问" }, { q: "金额>=1亿" }, { q: "金额 ≥ 1亿", y: "2013" }, { t: "money", v: ">=1亿", y: "2013" },
    { q: "2013年1亿元以上" }, { q: "2013年 金额>=1亿" }, { q: "2013 金额>=1亿" }, { q: "2013", t: "money", v: ">=1亿" }, { q: "1978年 计量>=9万吨" }, { q: "粮食 计量>=9万吨" }, { q: "2012年 数量>100" },
    { q: "2013年3月" }, { q: "2013年3月 金额>=100万" }, { q: "数量>1000人次" }, { q: "不足1万元" }, { q: "比率50..80%" }, { q: "金额超过1亿" }, { q: "1亿以上", y: "2013" }, { t: "money", v: "1亿以上" }, { q: "年龄>=80" },
    { q: "金额>=9000万", p: "1" }, { q: "金额>=1亿 NOT 慰问" }, { h: "概况" }, { q: "镇", h: "概况" }, { y: "2013" }, { y: "2010", z: "2013", q: "镇" },
    { z: "2000" }, { b: "0" }, { b: "3", q: "年" }, { q: "全区", o: "y" }, { q: "金额>=1亿", o: "y" }, { q: "金额>=1亿", o: "v" }, { q: "镇", o: "v" },
    { q: "没有这样的话语" }];
  for (const query of queries) {
    const address = "search.html?" + new URLSearchParams(query), name = JSON.stringify(query);
    const page = await open(browser, address);
    await page.waitForSelector("#state[data-ms]", { timeout: 10000 }).catch(() => {});
    let written = await sections(page);
    await page.goto(at + address);
    let asked = await sections(page);
    await page.context().close();
    // Equal values may stand in any order.
    if (query.o === "v") [written, asked] = [written.sort(), asked.sort()];
    const odd = [...written.filter((h) => !asked.includes(h)).map((h) => "-" + h), ...asked.filter((h) => !written.includes(h)).map((h) => "+" + h)];
    hold(`${name} served finds what the written site finds`, written.join() === asked.join(), `${written.length} and ${asked.length}: ${odd.slice(0, 6).join(" ")}`);
    hold(`${name} finds something`, query.q === "没有这样的话语" || written.length > 0);
  }
}

async function hostile(browser) {
  const page = await open(browser, pages.hostile);
  hold("a hostile record runs nothing", (await page.evaluate(() => window.hacked)) === undefined);
  hold("its title is text", (await page.locator("h1").textContent()).includes("<script>"));
  const links = await page.locator("a[href]").evaluateAll((as) => as.map((a) => a.protocol));
  hold("its links lead to pages", links.every((p) => ["file:", "http:", "https:"].includes(p)), links.join());
  await page.context().close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: flags });
  try {
    await everyKind(browser);
    await entry(browser);
    await search(browser);
    await served(browser);
    await hostile(browser);
  } finally {
    await browser.close();
  }
  assert.ok(checks > 200, `only ${checks} checks were made`);
  console.log(`${checks} checks, ${faults.length} faults`);
  for (const fault of new Set(faults)) console.log(fault);
  process.exit(faults.length ? 1 : 0);
})();
