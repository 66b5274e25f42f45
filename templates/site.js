// Copying, switches that are remembered, boxes that stay on the screen, one tab stop a paragraph, and the search.
// Everything else works without this script.
"use strict";
(function () {
  const site = typeof nianjian === "object" ? nianjian : { words: {} };
  const words = site.words;
  const $ = (id) => document.getElementById(id);
  const all = (css, of) => Array.from((of || document).querySelectorAll(css));
  const root = document.body.dataset.root || "";

  if ($("looks") && site.looks) $("looks").textContent = site.looks;

  // Switches stay as they were left.
  for (const box of all(".legend input")) {
    const key = "nianjian-" + box.id;
    try {
      const kept = localStorage.getItem(key);
      if (kept !== null) box.checked = kept === "1";
      box.addEventListener("change", () => localStorage.setItem(key, box.checked ? "1" : "0"));
    } catch { /* a browser that keeps nothing */ }
  }

  // The box of a mark: to the other side at the edge of the window, away with Esc.
  const place = (mark) => {
    const box = mark.querySelector(":scope > span");
    if (!box || innerWidth <= 600) return;
    mark.classList.remove("flip", "up", "away");
    const at = box.getBoundingClientRect();
    if (at.right > innerWidth - 8) mark.classList.add("flip");
    if (at.bottom > innerHeight - 8 && at.top > at.height + 60) mark.classList.add("up");
  };
  const marks = all(".text a[id], .table a[id]");
  for (const mark of marks) {
    mark.addEventListener("mouseenter", () => place(mark));
    mark.addEventListener("focus", () => place(mark));
    mark.addEventListener("mouseleave", () => mark.classList.remove("away"));
  }
  addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    for (const mark of all("a[id]:hover, a[id]:focus")) mark.classList.add("away");
  });

  // One tab stop a paragraph or table; arrows go from mark to mark.
  for (const group of all(".row > .text, .row > .table")) {
    const inside = all("a[id]", group);
    inside.forEach((mark, i) => {
      if (i) mark.tabIndex = -1;
      mark.addEventListener("keydown", (e) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
        const to = step && inside[i + step];
        if (!to) return;
        e.preventDefault();
        mark.tabIndex = -1;
        to.tabIndex = 0;
        to.focus();
      });
    });
  }

  // The contents say where the reader is.
  const links = new Map(all(".entry > .toc ol a").map((a) => [a.hash.slice(1), a]));
  if (links.size && "IntersectionObserver" in window) {
    const seen = new Set();
    const look = new IntersectionObserver((changes) => {
      for (const c of changes) c.isIntersecting ? seen.add(c.target.id) : seen.delete(c.target.id);
      const first = Array.from(links.keys()).find((id) => seen.has(id));
      if (!first) return;
      for (const [id, a] of links) id === first ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current");
    }, { rootMargin: "-40px 0px -60% 0px" });
    for (const id of links.keys()) if ($(id)) look.observe($(id));
  }

  // Citations: a button to copy, and the section.
  for (const cite of all(".cite")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.copy || "Copy";
    button.setAttribute("aria-label", (words.copy || "Copy") + " " + cite.querySelector("h3").textContent);
    button.addEventListener("click", async () => {
      const text = cite.querySelector("pre").textContent;
      let done = false;
      try { await navigator.clipboard.writeText(text); done = true; } catch {
        getSelection().selectAllChildren(cite.querySelector("pre"));
        try { done = document.execCommand("copy"); } catch { done = false; }
      }
      button.textContent = done ? words.copied : words.failed;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    cite.append(button);
  }
  const pick = $("cite-section");
  if (pick) {
    pick.closest("p").hidden = false;
    const say = () => {
      const name = pick.value ? pick.selectedOptions[0].textContent : "";
      for (const hole of all("[data-section]")) {
        const { open, close, written } = hole.dataset;
        const json = () => JSON.stringify(name).slice(1, -1);
        const tex = () => name.replace(/[{}\\]/g, "").replace(/[%&#_$]/g, "\\$&");
        hole.textContent = name ? open + (written === "json" ? json() : written === "tex" ? tex() : name) + close : "";
      }
      for (const hole of all("[data-anchor]")) hole.textContent = pick.value ? hole.dataset.open + pick.value : "";
    };
    // The section that the address names, also when the reader goes to another.
    const follow = () => {
      const here = location.hash.match(/^#(s\d+)/);
      if (here && all("option", pick).some((o) => o.value === here[1])) pick.value = here[1];
      say();
    };
    pick.addEventListener("change", say);
    // From the contents at the side: the section that is being read.
    for (const link of all(".toc .to-foot a[href='#cite']")) {
      link.addEventListener("click", () => {
        const here = document.querySelector(".entry > .toc ol a[aria-current]");
        if (here && all("option", pick).some((o) => "#" + o.value === here.hash)) pick.value = here.hash.slice(1);
        say();
      });
    }
    addEventListener("hashchange", follow);
    follow();
  }

  // ---- Search ----
  const form = $("search");
  // On a narrow screen the limits stand closed where none is set, so that the hits are in sight.
  const limits = $("limits"), said = new URLSearchParams(location.search);
  if (limits && innerWidth <= 600 && !["t", "v", "y", "z", "b", "h", "o", "p"].some((name) => said.get(name))) limits.open = false;
  if (!form || !site.search) return;
  const index = { shards: {}, texts: {}, values: {}, entries: null, fold: null };
  site.shard = (n, text) => { index.shards[n] = text; };
  site.text = (n, list) => { index.texts[n] = list; };
  site.values = (n, text) => { index.values[n] = text; };
  site.figures = (list) => { index.figures = list; };
  site.entries = (list) => { index.entries = list; };
  site.fold = (text) => {
    const chars = Array.from(text);
    index.fold = new Map();
    for (let i = 0; i + 1 < chars.length; i += 2) index.fold.set(chars[i], chars[i + 1]);
  };
  const waiting = {};
  const load = (name) => waiting[name] || (waiting[name] = new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = root + "data/" + name + ".js";
    script.onload = done;
    script.onerror = () => failed(new Error(name));
    document.head.append(script);
  }));

  const foldChar = (c) => {
    const code = c.codePointAt(0);
    if (code === 0x3000) return " ";
    if (code >= 0xff01 && code <= 0xff5e) c = String.fromCodePoint(code - 0xfee0);
    const to = index.fold.get(c);
    if (to) return to;
    const low = c.toLowerCase();
    return Array.from(low).length === 1 ? low : c;
  };
  const fold = (text) => Array.from(text, foldChar);
  const inWord = (c) => /[\p{Alphabetic}\p{N}]/u.test(c);

  // Words: a blank means both; OR, NOT or -, brackets, quotes.
  const KINDS = { 金额: "money", 数量: "count", 比率: "ratio", 计量: "measure", 年龄: "age", money: "money", count: "count", ratio: "ratio", measure: "measure", age: "age" };
  const tokens = (text) => text.match(/[“"「][^”"」]*[”"」]?|[()（）]|[^\s()（）“"「]+/g) || [];
  const bad = (what) => { throw { bad: what }; };
  const number = (text) => {
    const m = text.match(/^(-?[\d.,]+)(万亿|亿|億|千万|百万|万|萬|千|百)?(.*)$/);
    if (!m || isNaN(+m[1].replace(/,/g, ""))) bad(text);
    const by = { 万亿: 1e12, 亿: 1e8, 億: 1e8, 千万: 1e7, 百万: 1e6, 万: 1e4, 萬: 1e4, 千: 1e3, 百: 100 }[m[2]] || 1;
    return [+m[1].replace(/,/g, "") * by, m[3]];
  };
  const UNITS = { 元: "CNY", 美元: "USD", 欧元: "EUR", 港元: "HKD", "%": "percent", "％": "percent", 吨: "t", 公里: "km", 亩: "[mu_cn]", 公顷: "har" };
  // 超过1亿, 1亿以上 → >1亿, >=1亿.
  const SIGNS = [[/^(不少于|不低于|不小于|至少|大于等于)/, ">="], [/^(不超过|不多于|不高于|至多|小于等于)/, "<="], [/^(超过|大于|高于|多于)/, ">"], [/^(不足|不到|少于|小于|低于)/, "<"]];
  const signed = (text) => {
    const said = SIGNS.find(([words]) => words.test(text)), behind = text.match(/^(.*\S)(以上|以下|以内)$/);
    return said ? said[1] + text.replace(said[0], "") : behind ? (behind[2] === "以上" ? ">=" : "<=") + behind[1] : text;
  };
  const condition = (kind, asked) => {
    const text = signed(asked.replace(/\s/g, ""));
    const m = text.replace(/≥|＞=/g, ">=").replace(/≤|＜=/g, "<=").replace(/＞/g, ">").replace(/＜/g, "<").match(/^(>=|<=|>|<|=)?(.+?)(?:\.\.(.+))?$/);
    if (!m) bad(text);
    const [low, unit] = number(m[2]);
    const c = { kind, low: -Infinity, high: Infinity, openLow: false, openHigh: false, unit: UNITS[unit] || unit || (kind === "money" ? "CNY" : "") };
    if (m[3]) {
      const [high, u] = number(m[3]);
      const scale = /^[\d.,]+$/.test(m[2]) && high / +m[3].match(/^[\d.,]+/)[0].replace(/,/g, "");
      return { ...c, low: scale ? low * scale : low, high, unit: UNITS[u] || u || c.unit };
    }
    switch (m[1]) {
      case ">=": return { ...c, low };
      case ">": return { ...c, low, openLow: true };
      case "<=": return { ...c, high: low };
      case "<": return { ...c, high: low, openHigh: true };
      default: return { ...c, low, high: low };
    }
  };
  // The number that a word states: 金额>=1亿; 1亿元以上, 不足5000万元, 1亿以上.
  const stated = (t) => {
    const value = t.match(/^(金额|数量|比率|计量|年龄|money|count|ratio|measure|age)([:：]?)((?:不少于|不低于|不小于|至少|大于等于|不超过|不多于|不高于|至多|小于等于|超过|大于|高于|多于|不足|不到|少于|小于|低于)?[>＞<＜≥≤=\d].*)$/);
    if (value) return condition(KINDS[value[1]], value[3]);
    const said = signed(t);
    return said !== t && /^[<>]=?[\d.,]+(?:(?:万亿|亿|億|千万|百万|万|萬)(?:元|美元|欧元|港元)?|元|美元|欧元|港元)$/.test(said) ? condition("money", said) : null;
  };
  const parse = (text, values, numbered) => {
    const list = tokens(text.replace(/(\d{4}年)(?=(?:超过|大于|高于|多于|至少|不[^\d\s]{1,2}|少于|小于|低于)?[\d.,]+(?:万亿|亿|億|千万|百万|万|萬|元|美元|欧元|港元))/g, "$1 ").replace(/([>＞<＜≥≤=]+)\s+/g, "$1").replace(/(金额|数量|比率|计量|年龄|money|count|ratio|measure|age)\s+(?=[>＞<＜≥≤=])/g, "$1"));
    // Beside a number the one bare year is a year, too: 2013 金额>=1亿.
    const bare = (t) => /^(?:1\d|20)\d\d$/.test(t);
    const joined = list.some((t) => t === "OR" || t === "NOT");
    const dated = !joined && list.filter(bare).length === 1 && (numbered || list.some(stated));
    let at = 0;
    const one = () => {
      const t = list[at++];
      if (t === "(" || t === "（") {
        const inner = or();
        if (list[at] === ")" || list[at] === "）") at++;
        return inner;
      }
      if (/^[“"「]/.test(t)) {
        const word = fold(t.replace(/^[“"「]|[”"」]$/g, "")).join("").trim();
        return word ? { word } : null;
      }
      const number = stated(t);
      if (number) { values.push(number); return null; }
      const date = (dated && bare(t) ? t + "年" : t).match(/^(\d{4})年(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?$/);
      if (date) {
        const p = (n, d) => String(n || d).padStart(2, "0");
        values.push({ kind: "date", year: date[1], low: +(date[1] + p(date[2], 1) + p(date[3], 1)), high: +(date[1] + p(date[2], 12) + p(date[3], 31)) });
        return null;
      }
      if (t.length > 1 && /^[-－]/.test(t)) return { not: { word: fold(t.slice(1)).join("") } };
      return { word: fold(t).join("") };
    };
    const and = () => {
      const parts = [];
      while (at < list.length && !/^(OR|[)）])$/.test(list[at])) {
        if (list[at] === "AND") { at++; continue; }
        if (list[at] === "NOT") { at++; if (at < list.length) { const p = one(); if (p) parts.push({ not: p }); } continue; }
        const part = one();
        if (part) parts.push(part);
      }
      return parts.length > 1 ? { and: parts } : parts[0] || null;
    };
    const or = () => {
      const parts = [and()];
      while (list[at] === "OR") { at++; parts.push(and()); }
      const real = parts.filter(Boolean);
      return real.length > 1 ? { or: real } : real[0] || null;
    };
    let tree = or();
    while (at < list.length) { at++; const more = or(); if (more) tree = tree ? { and: [tree, more] } : more; }
    return tree;
  };

  const DIGITS = "#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}";
  const digit = new Map(Array.from(DIGITS, (c, i) => [c, i]));
  const numbers = (text, from, to, count) => {
    const out = [];
    let value = 0, by = 1, i = from;
    for (; i < to && (count === undefined || out.length < count); i++) {
      const d = digit.get(text[i]);
      value += (d % 45) * by;
      if (d < 45) { out.push(value); value = 0; by = 1; } else by *= 45;
    }
    out.end = i;
    return out;
  };
  const ascending = (text, from, to) => {
    let last = 0;
    return numbers(text, from, to).map((d) => (last += d));
  };
  const shardOf = (c) => c.codePointAt(0) % site.search.shards;
  const posting = (first, second) => {
    const text = index.shards[shardOf(first)], key = " " + first + second;
    const at = text.indexOf(key);
    return at < 0 ? [] : ascending(text, at + key.length, text.indexOf(" ", at + key.length));
  };
  const begins = (first) => {
    const text = index.shards[shardOf(first)], found = new Set(), key = " " + first;
    for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
      const second = String.fromCodePoint(text.codePointAt(at + key.length));
      for (const n of ascending(text, at + key.length + second.length, text.indexOf(" ", at + key.length))) found.add(n);
    }
    return Array.from(found).sort((a, b) => a - b);
  };
  const meet = (a, b) => {
    if (a === null) return b;
    if (b === null) return a;
    const has = new Set(b);
    return a.filter((n) => has.has(n));
  };
  const chars = (tree) => !tree ? [] : tree.word !== undefined ? Array.from(tree.word) : tree.not ? [] : (tree.and || tree.or).flatMap(chars);
  // Sections in which the tree may hold; null means any.
  const candidates = (tree) => {
    if (!tree || tree.not) return null;
    if (tree.and) return tree.and.map(candidates).reduce(meet, null);
    if (tree.or) {
      const parts = tree.or.map(candidates);
      return parts.includes(null) ? null : Array.from(new Set(parts.flat())).sort((a, b) => a - b);
    }
    const cs = Array.from(tree.word);
    let list = null;
    cs.forEach((c, i) => {
      const next = cs[i + 1], before = cs[i - 1];
      if (!inWord(c)) return;
      if (next !== undefined) list = meet(list, posting(c, inWord(next) ? next : "!"));
      else if (before === undefined || !inWord(before)) list = meet(list, begins(c));
    });
    return list;
  };
  const holds = (tree, text) => !tree ? true : tree.word !== undefined ? text.includes(tree.word)
    : tree.not ? !holds(tree.not, text) : tree.and ? tree.and.every((t) => holds(t, text)) : tree.or.some((t) => holds(t, text));
  const wanted = (tree) => !tree || tree.not ? [] : tree.word !== undefined ? [tree.word] : (tree.and || tree.or).flatMap(wanted);

  // Values that meet a condition: section → marks.
  const files = (c) => site.search.values.filter((name) => {
    const [kind, size] = name.split("-");
    if (kind !== c.kind) return false;
    if (c.kind === "date") return size === c.year;
    if (size === "n") return c.low < 0;
    const top = (x) => Math.min(15, Math.max(0, Math.floor(Math.log10(Math.abs(x) || 1))));
    return (c.low === -Infinity || c.low <= 0 || c.possible || +size >= top(c.low)) && (c.high === Infinity || c.possible || +size <= top(c.high));
  });
  const values = (c) => {
    const found = new Map();
    const unit = (u) => !c.unit || site.search.units[u] === c.unit || (c.kind === "count" && site.search.units[u] === c.unit);
    for (const name of files(c)) {
      const text = index.values[name];
      let last = 0;
      for (let at = 0; at < text.length;) {
        const end = text.indexOf(" ", at), bang = text.indexOf("!", at);
        const n = numbers(text, at, bang, 7);
        last += n[0];
        const ends = text.slice(bang + 1, end).split("!");
        const low = ends[0] === "" ? -Infinity : +ends[0];
        const high = ends.length < 2 ? low : ends[1] === "" ? Infinity : +ends[1];
        at = end + 1;
        const open = n[5] % 2 === 1;
        const sure = (c.openLow ? low > c.low || (low === c.low && open) : low >= c.low) && (c.openHigh ? high < c.high || (high === c.high && open) : high <= c.high);
        const may = high >= c.low && low <= c.high;
        if (!(sure || (c.possible && may)) || (c.kind !== "date" && !unit(n[5] >> 1))) continue;
        if (!found.has(last)) found.set(last, []);
        // The mark of a mention is twice its number, that of a cell is odd: row × 256 + column.
        const place = n[2] >> 1, cell = n[2] % 2 === 1;
        const anchor = "b" + n[1] + (cell ? "r" + ((place >> 8) + 1) + "c" + (place % 256 + 1) : "m" + place);
        found.get(last).push({ block: n[1], anchor, cell, start: n[3], length: n[4], unit: site.search.units[n[5] >> 1], year: n[6], size: low === -Infinity ? high : low, kind: c.kind });
      }
    }
    return found;
  };

  const blockOf = (section) => {
    const starts = site.search.blocks;
    let low = 0, high = starts.length - 1;
    while (low < high) { const mid = (low + high + 1) >> 1; starts[mid] <= section ? (low = mid) : (high = mid - 1); }
    return low;
  };
  const sectionAt = (section) => {
    const block = blockOf(section);
    let at = site.search.blocks[block];
    for (const [stem, title, sections] of index.texts[block]) {
      if (section < at + sections.length) return { stem, title, first: section === at, section: sections[section - at] };
      at += sections.length;
    }
    return null;
  };
  // For each section: book and year.
  const meta = () => {
    if (index.meta) return index.meta;
    const book = [], year = [];
    for (let i = 0; i + 2 < index.entries.length; i += 3) {
      for (let n = index.entries[i]; n > 0; n--) { book.push(index.entries[i + 1]); year.push(index.entries[i + 2]); }
    }
    return (index.meta = { book, year, count: book.length });
  };

  // A year beside a number asks for numbers of that year: by the date before them or that of their cell, or by the
  // year that their entry reports on. Only where neither is known it is enough that the section names the year.
  const ofTheYear = (conditions, met) => {
    const at = conditions.findIndex((c) => c.kind === "date" && c.high - c.low === 1130);
    if (at < 0 || conditions.every((c) => c.kind === "date")) return;
    const year = +conditions[at].year, coverage = meta().year;
    conditions.forEach((c, i) => {
      if (c.kind === "date") return;
      for (const [section, marks] of met[i]) {
        const said = met[at].has(section);
        const kept = marks.filter((x) => x.year === year || (!(x.cell && x.year) && (coverage[section] ? coverage[section] === year : !x.year && said)));
        if (kept.length) met[i].set(section, kept); else met[i].delete(section);
      }
    });
    met[at].aside = true;
  };

  const el = (name, text, cls) => {
    const e = document.createElement(name);
    if (text) e.textContent = text;
    if (cls) e.className = cls;
    return e;
  };
  // The sentence around a place, and the marks in it.
  const sentence = (cs, start, end) => {
    let a = start, z = end;
    while (a > 0 && start - a < 90 && !/[。！？!?\n]/.test(cs[a - 1])) a--;
    while (z < cs.length && z - end < 90 && !/[。！？!?\n]/.test(cs[z - 1] || "")) z++;
    return [a, z];
  };
  const hit = (section, query, met) => {
    const found = sectionAt(section);
    if (!found) return null;
    const [number, heading, blocks] = found.section;
    const texts = blocks.map(([b, text]) => ({ b, cs: Array.from(text) }));
    for (const t of texts) t.folded = t.cs.map(foldChar).join("");
    const title = found.first ? fold(found.title).join("") : "", head = fold(heading).join("");
    const whole = [title, head, ...texts.map((t) => t.folded)].join("\n");
    if (!holds(query.tree, whole) || (query.heading && !holds(query.heading, head))) return null;
    const spans = [];
    for (const t of texts) {
      for (const word of query.words) {
        for (let at = t.folded.indexOf(word), n = 0; at >= 0 && n < 40; at = t.folded.indexOf(word, at + 1), n++) {
          const start = Array.from(t.folded.slice(0, at)).length;
          spans.push({ t, start, end: start + Array.from(word).length, anchor: "s" + number + "b" + t.b });
        }
      }
    }
    for (const mark of met) {
      const t = mark.block ? texts.find((t) => t.b === mark.block) : { b: 0, cs: Array.from(heading) };
      if (!t) continue;
      let end = mark.start + mark.length;
      while (mark.cell && end < t.cs.length && !/\s/.test(t.cs[end])) end++;
      spans.push({ t, start: mark.start, end, anchor: "s" + number + mark.anchor, value: mark.kind !== "date", cell: mark.cell && mark });
    }
    const lines = [];
    const strong = query.values.some((v) => v.kind !== "date") ? spans.filter((s) => s.value) : spans.filter((s) => s.anchor);
    for (const s of strong.length ? strong : spans) {
      if (lines.some((l) => l.t === s.t && l.a <= s.start && s.end <= l.z)) continue;
      const [a, z] = sentence(s.t.cs, s.start, s.end);
      lines.push({ t: s.t, a, z, anchor: s.anchor, cell: s.cell });
    }
    if (!lines.length) {
      const t = texts[0];
      if (t) { const [a, z] = sentence(t.cs, 0, 0); lines.push({ t, a, z, anchor: "s" + number + "b" + t.b }); }
      else lines.push({ t: { cs: Array.from(heading || found.title) }, a: 0, z: 60, anchor: "s" + number });
    }
    return { found, number, heading, lines, spans, section };
  };
  // A number of a table as people say it: 16.03亿元.
  const inUnit = (cell) => {
    const by = Math.abs(cell.size) >= 1e8 ? [1e8, "亿"] : Math.abs(cell.size) >= 1e4 ? [1e4, "万"] : [1, ""];
    const unit = Object.keys(UNITS).find((name) => UNITS[name] === cell.unit) || cell.unit;
    return +(cell.size / by[0]).toFixed(4) + by[1] + unit + (cell.year ? "，" + cell.year + "年" : "");
  };
  const show = (h) => {
    const li = el("li"), where = el("p", "", "where"), m = meta();
    const link = el("a", h.found.title + (h.heading ? "・" + h.heading : ""));
    link.href = root + "e/" + h.found.stem + ".html#s" + h.number;
    where.append(link, el("span", site.books[m.book[h.section]] + (m.year[h.section] ? "　" + words.on.replace("{}", m.year[h.section]) : "")));
    const what = el("div", "", "what");
    what.lang = "zh";
    for (const l of h.lines.slice(0, 4)) {
      const a = el("a");
      a.href = root + "e/" + h.found.stem + ".html#" + l.anchor;
      // Of a table: its first line, the row, and the number in its unit.
      const first = l.cell ? l.t.cs.slice(0, l.t.cs.indexOf("\n")).join("") : "";
      if (first && l.a > 0) a.append(el("span", first + "　", "soft"));
      let at = l.a;
      const inside = h.spans.filter((s) => s.t === l.t && s.start >= l.a && s.end <= l.z).sort((x, y) => x.start - y.start);
      for (const s of inside) {
        if (s.start < at) continue;
        a.append(l.t.cs.slice(at, s.start).join(""), el("mark", l.t.cs.slice(s.start, s.end).join("")));
        at = s.end;
      }
      a.append(l.t.cs.slice(at, l.z).join(""));
      if (l.cell) a.append(el("span", "　" + inUnit(l.cell), "soft"));
      what.append(a);
    }
    li.append(where, what);
    $("hits").append(li);
  };

  // Figures over the years whose names hold the words: name, book, file, years.
  const beside = (asked) => {
    const found = asked.length ? index.figures.filter(([name]) => { const folded = fold(name).join(""); return asked.every((word) => folded.includes(word)); }) : [];
    found.sort((a, b) => Array.from(a[0]).length - Array.from(b[0]).length);
    if (found.length) $("figures").append(el("span", words.figures));
    for (const [name, scope, stem, years] of found.slice(0, 6)) {
      const a = el("a", name);
      a.href = root + "f/" + stem + ".html";
      a.lang = "zh";
      const of = el("span", scope + "　" + years, "soft");
      of.lang = "zh";
      $("figures").append(a, of);
    }
  };

  const PAGE = 20;
  let run = 0;
  const state = (text) => { $("state").textContent = text; };
  const search = async () => {
    const mine = ++run, started = performance.now();
    const field = (id) => ($(id).value || "").trim();
    $("hits").replaceChildren();
    $("figures").replaceChildren();
    $("more").hidden = true;
    const limited = field("q") || field("h") || field("v") || field("y") || field("z") || field("b");
    if (!limited) return;
    state(words.wait);
    try {
      await Promise.all([load("fold"), load("entries"), load("figures")]);
      const conditions = [];
      const tree = parse(field("q"), conditions, field("v"));
      if (field("v")) conditions.push(condition(field("t") || "money", field("v")));
      for (const c of conditions) c.possible = $("p").checked;
      const heading = parse(field("h"), []);
      const query = { tree, heading, words: wanted(tree), values: conditions };
      const need = new Set([...chars(tree), ...chars(heading)].filter(inWord).map(shardOf));
      await Promise.all([...Array.from(need, (n) => load("i/" + n)), ...conditions.flatMap(files).map((f) => load("v/" + f))]);
      if (mine !== run) return;
      const met = conditions.map(values), m = meta();
      ofTheYear(conditions, met);
      let list = meet(candidates(tree), candidates(heading));
      for (const marks of met) if (!marks.aside) list = meet(list, Array.from(marks.keys()));
      if (list === null) list = Array.from({ length: m.count }, (_, i) => i);
      const from = +field("y") || -Infinity, to = +field("z") || (field("y") ? from : Infinity), book = field("b");
      list = list.filter((s) => (from === -Infinity && to === Infinity || (m.year[s] >= from && m.year[s] <= to && m.year[s])) && (book === "" || m.book[s] === +book));
      list.sort((a, b) => a - b);
      const size = (s) => Math.max(...met.flatMap((v) => (v.get(s) || []).filter((x) => x.kind !== "date").map((x) => x.size)));
      if (field("o") === "v") list.sort((a, b) => size(b) - size(a));
      if (field("o") === "y") list.sort((a, b) => (m.year[a] || 9999) - (m.year[b] || 9999) || a - b);
      beside(query.words);
      let at = 0, shown = 0;
      const next = async () => {
        $("more").hidden = true;
        const until = shown + PAGE;
        while (at < list.length && shown < until) {
          const group = list.slice(at, at + PAGE);
          await Promise.all(Array.from(new Set(group.map(blockOf)), (b) => load("t/" + b)));
          if (mine !== run) return;
          for (const s of group) {
            if (shown >= until) break;
            at++;
            const h = hit(s, query, met.flatMap((v) => (!v.aside && v.get(s)) || []));
            if (h) { show(h); shown++; }
          }
        }
        const left = list.length - at;
        state(!shown ? words.none + words.advice : left ? words.left.replace("{}", shown).replace("{}", left) : words.hits.replace("{}", shown));
        $("more").hidden = !left;
        $("more").textContent = words.more.replace("{}", Math.min(PAGE, left));
        $("state").dataset.ms = Math.round(performance.now() - started);
      };
      $("more").onclick = next;
      await next();
    } catch (e) {
      state(e && e.bad ? words.bad.replace("{}", e.bad) : words.unread.replace("{}", e && e.message || ""));
    }
  };
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of asked) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = value === "1"; else field.value = value;
  }
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const kept = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) kept.set(name, value);
    history.pushState(null, "", "?" + kept);
    search();
  });
  search();
})();
