//! Scores records against the truth of their pages, by the measures of `score.py pages`.

use std::collections::{BTreeMap, BTreeSet};

use nianjian::record::{Block, Record, Role};
use serde_json::Value;

/// Right of how many, by measure.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    /// Measure → (right, wanted, found).
    pub counts: BTreeMap<&'static str, (usize, usize, usize)>,
    /// What went wrong, one line each.
    pub errors: Vec<String>,
}

impl Tally {
    fn share(&mut self, measure: &'static str, right: bool, error: impl Fn() -> String) {
        let slot = self.counts.entry(measure).or_default();
        *slot = (slot.0 + usize::from(right), slot.1 + 1, slot.2 + 1);
        if !right {
            self.errors.push(error());
        }
    }

    fn add(&mut self, measure: &'static str, right: usize, wanted: usize, found: usize) {
        let slot = self.counts.entry(measure).or_default();
        *slot = (slot.0 + right, slot.1 + wanted, slot.2 + found);
    }

    /// F1 of a measure; 1 where nothing was wanted and nothing found.
    pub fn f1(&self, measure: &str) -> f64 {
        match self.counts.get(measure) {
            Some(&(right, wanted, found)) if wanted + found > 0 => {
                2.0 * right as f64 / (wanted + found) as f64
            }
            _ => 1.0,
        }
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}

fn heading(text: &str) -> String {
    squeeze(text).chars().filter(|c| !"【】〔〕［］[]".contains(*c)).collect()
}

/// Contributors as a set; the characters of a short name may be spread by blanks.
fn names(text: &str) -> BTreeSet<String> {
    let marks = ['、', ',', '，', ';', '；'];
    let parts: Vec<String> = if text.contains(marks) {
        text.split(marks).map(squeeze).collect()
    } else if text.split_whitespace().all(|w| w.chars().count() == 1) {
        vec![squeeze(text)]
    } else {
        text.split_whitespace().map(str::to_owned).collect()
    };
    parts.into_iter().filter(|p| !p.is_empty()).collect()
}

fn signed(record: &Record, role: Role) -> String {
    let names = record.contributors.iter().filter(|c| c.role == role).map(|c| c.name.as_str());
    names.collect::<Vec<_>>().join("、")
}

/// Whether two texts are at least 98 % alike: twice the longest common subsequence over both lengths.
fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().min(b.len()) * 100 < a.len().max(b.len()) * 96 {
        return false;
    }
    let mut row = vec![0usize; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()] * 200 >= 98 * (a.len() + b.len())
}

fn one_of(truth: &Value, field: &str, same: impl Fn(&str) -> bool) -> bool {
    let own = same(truth[field].as_str().unwrap_or_default());
    own || truth[&format!("alt_{field}")]
        .as_array()
        .is_some_and(|alts| alts.iter().any(|a| same(a.as_str().unwrap_or_default())))
}

/// Scores one record; a page without a record has nothing right.
pub fn page(tally: &mut Tally, id: &str, truth: &Value, record: Option<&Record>) {
    let text = |v: &Option<String>| v.clone().unwrap_or_default();
    let found = |f: &dyn Fn(&Record) -> String| record.map(f);
    let mut field = |measure: &'static str, key: &str, got: Option<String>, by_names: bool| {
        let right = got.as_deref().is_some_and(|got| {
            one_of(truth, key, |want| match by_names {
                true => names(want) == names(got),
                false => squeeze(want) == squeeze(got),
            })
        });
        tally.share(measure, right, || format!("{id} {key}: truth {} | found {got:?}", truth[key]));
    };
    field("title", "title", found(&|r| text(&r.title)), false);
    field("published", "published", found(&|r| text(&r.published)), false);
    field("source", "source", found(&|r| text(&r.origin)), false);
    field("contributor", "contributor", found(&|r| signed(r, Role::Contributor)), true);
    if truth.get("editor").is_some() {
        field("editor", "editor", found(&|r| signed(r, Role::Editor)), true);
    }
    site(tally, id, truth, record);
    if let Some(year) = truth.get("coverage_year") {
        let got = record.map(|r| r.coverage.as_ref().map(|c| i64::from(c.year)));
        let right = got == Some(year.as_i64());
        tally.share("coverage_year", right, || format!("{id} coverage_year: truth {year} | found {got:?}"));
    }
    sections(tally, id, truth, record);
    tables(tally, id, truth, record);
}

/// Scores what the footer says of the site, where the truth has it.
fn site(tally: &mut Tally, id: &str, truth: &Value, record: Option<&Record>) {
    let keys = ["organizer", "host", "site_id", "icp", "public_security_filing"];
    for key in keys.into_iter().filter(|k| truth.get(k).is_some()) {
        let want = match &truth[key] {
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、"),
            other => other.as_str().unwrap_or_default().to_owned(),
        };
        let got = record.map(|r| match key {
            "organizer" => r.site.organizer.clone().unwrap_or_default(),
            "host" => r.site.hosts.join("、"),
            "site_id" => r.site.site_id.clone().unwrap_or_default(),
            "icp" => r.site.icp.clone().unwrap_or_default(),
            _ => r.site.public_security.clone().unwrap_or_default(),
        });
        let right = got.as_deref().is_some_and(|g| squeeze(g) == squeeze(&want));
        tally.share("site", right, || format!("{id} {key}: truth {want} | found {got:?}"));
    }
}

fn texts(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph { text, .. } | Block::Item { text, .. } | Block::Note { text, .. } => Some(text),
        _ => None,
    }
}

/// Scores headings, paragraphs under the right heading, and chrome that leaked into the text.
fn sections(tally: &mut Tally, id: &str, truth: &Value, record: Option<&Record>) {
    let none = Vec::new();
    let wanted = truth["sections"].as_array().unwrap_or(&none);
    let found = record.map_or(&[][..], |r| &r.sections);
    let head = |v: &Value| heading(v["heading"].as_str().unwrap_or_default());
    let mut want_heads: Vec<String> = wanted.iter().map(head).filter(|h| !h.is_empty()).collect();
    let mut got_heads: Vec<String> =
        found.iter().filter_map(|s| s.heading.as_deref()).map(heading).filter(|h| !h.is_empty()).collect();
    let (want, got) = (want_heads.len(), got_heads.len());
    want_heads.retain(|h| match got_heads.iter().position(|g| g == h) {
        Some(at) => {
            got_heads.swap_remove(at);
            false
        }
        None => true,
    });
    tally.add("headings", want - want_heads.len(), want, got);
    tally.errors.extend(want_heads.iter().map(|h| format!("{id} heading missed: {h}")));
    tally.errors.extend(got_heads.iter().map(|h| format!("{id} heading extra: {h}")));

    let mut free: Vec<(String, String)> = Vec::new();
    for section in found {
        let head = heading(section.heading.as_deref().unwrap_or_default());
        free.extend(section.blocks.iter().filter_map(texts).map(|t| (head.clone(), squeeze(t))));
    }
    let (mut want, got, mut right) = (0, free.len(), 0);
    for section in wanted {
        for paragraph in section["paragraphs"].as_array().unwrap_or(&none) {
            want += 1;
            let text = squeeze(paragraph.as_str().unwrap_or_default());
            match free.iter().position(|(h, t)| *h == head(section) && alike(t, &text)) {
                Some(at) => {
                    free.remove(at);
                    right += 1;
                }
                None => {
                    let start: String = text.chars().take(40).collect();
                    tally.errors.push(format!("{id} paragraph missed under {}: {start}", head(section)));
                }
            }
        }
    }
    tally.add("paragraphs", right, want, got);
    let extra = free
        .iter()
        .map(|(h, t)| format!("{id} paragraph extra under {h}: {}", t.chars().take(40).collect::<String>()));
    tally.errors.extend(extra.collect::<Vec<_>>());

    let mut body = String::new();
    for section in found {
        body.push_str(&squeeze(section.heading.as_deref().unwrap_or_default()));
        section.blocks.iter().filter_map(texts).for_each(|t| body.push_str(&squeeze(t)));
    }
    for chrome in truth["chrome"].as_array().unwrap_or(&none).iter().filter_map(Value::as_str) {
        let clean = !body.contains(&squeeze(chrome));
        tally.share("chrome", clean, || format!("{id} chrome leak: {chrome}"));
    }
}

fn tables(tally: &mut Tally, id: &str, truth: &Value, record: Option<&Record>) {
    let grid = |rows: &Vec<Vec<String>>| -> Vec<Vec<String>> {
        rows.iter().map(|r| r.iter().map(|c| squeeze(c)).collect()).collect()
    };
    let blocks = record.iter().flat_map(|r| &r.sections).flat_map(|s| &s.blocks);
    let mut found: Vec<Vec<Vec<String>>> = blocks
        .filter_map(|b| match b {
            Block::Table(table) => Some(grid(&table.rows)),
            _ => None,
        })
        .collect();
    let none = Vec::new();
    let wanted = truth["tables"].as_array().unwrap_or(&none);
    let count = found.len();
    let mut right = 0;
    for table in wanted {
        let alts = table["alt_rows"].as_array().unwrap_or(&none);
        let readings: Vec<Vec<Vec<String>>> = std::iter::once(&table["rows"])
            .chain(alts)
            .filter_map(|v| serde_json::from_value(v.clone()).ok())
            .map(|r| grid(&r))
            .collect();
        match found.iter().position(|f| readings.contains(f)) {
            Some(at) => {
                found.remove(at);
                right += 1;
            }
            None => tally.errors.push(format!("{id} table missed: {}", table["rows"][0])),
        }
    }
    tally.errors.extend(found.iter().map(|f| format!("{id} table extra: {:?}", f.first())));
    tally.add("tables", right, wanted.len(), count);
}
