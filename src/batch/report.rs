//! Says of a finished run what it did and where a person should look first.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::journal::{self, Glance, Line, Outcome};
use super::name;

/// How many inputs a report names for one concern.
const NAMED: usize = 20;
/// From how many pages on a site has a usual size.
const ENOUGH: u64 = 20;
/// How many times smaller or larger than usual is far from the others.
const FAR: f64 = 8.0;

/// How many inputs ended how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Inputs in all.
    pub inputs: u64,
    /// Pages that gave a record.
    pub records: u64,
    /// Pages that should have given one.
    pub failed: u64,
    /// Inputs that are no page of an article.
    pub skipped: u64,
    /// Further pages of an article, whose record is in that of the first.
    pub joined: u64,
    /// Records of inputs that were not given, kept from an earlier run.
    pub kept: u64,
    /// Sections with a heading.
    pub sections: u64,
    /// Mentions.
    pub mentions: u64,
    /// Numbers that contradict others of their page; `check` lists them.
    pub contradictions: u64,
    /// Failures by reason.
    pub failures_by_reason: BTreeMap<String, u64>,
    /// Skips by reason.
    pub skips_by_reason: BTreeMap<String, u64>,
}

impl Counts {
    /// Counts a line.
    pub fn add(&mut self, line: &Line) {
        if line.gone {
            self.kept += 1;
            return;
        }
        self.inputs += 1;
        match line.outcome {
            // A page that still waits for the others of its article has none yet.
            Outcome::Record => self.records += u64::from(line.record.is_some()),
            Outcome::Failed => self.failed += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Joined => self.joined += 1,
        }
        if let Some(glance) = &line.record {
            self.sections += glance.sections;
            self.mentions += glance.mentions;
            self.contradictions += glance.contradictions;
        }
        if let Some(failure) = &line.failure {
            *self.failures_by_reason.entry(failure.reason.clone()).or_default() += 1;
        }
        if let Some(skip) = &line.skip {
            *self.skips_by_reason.entry(skip.reason.clone()).or_default() += 1;
        }
    }
}

/// What to look at on the pages of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SiteReport {
    /// Pages with a record.
    pub pages: u64,
    /// Pages without a coverage year.
    pub without_coverage_year: u64,
    /// Pages without a heading.
    pub without_sections: u64,
    /// Pages with characters that could not be decoded.
    pub with_replaced_characters: u64,
    /// Pages with dates whose year is not known.
    pub with_unresolved_dates: u64,
    /// Pages with numbers that contradict each other.
    pub with_contradictions: u64,
    /// Pages whose bytes had been seen before.
    pub seen_before: u64,
    /// Pages with far more or less text than the site's others.
    pub far_from_the_others: u64,
}

/// Where a person should look first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// How many inputs ended how.
    pub counts: Counts,
    /// By site: the host, the site's id, or the first folder of the path.
    pub sites: BTreeMap<String, SiteReport>,
    /// The first inputs for each concern.
    pub look_first: BTreeMap<&'static str, Vec<String>>,
}

/// Lengths of text in steps of an eighth of an octave.
#[derive(Default)]
struct Sizes(BTreeMap<u16, u64>);

impl Sizes {
    fn step(characters: u64) -> u16 {
        (((characters + 1) as f64).log2() * 8.0) as u16
    }

    fn median(&self) -> Option<f64> {
        let all: u64 = self.0.values().sum();
        let mut below = 0;
        let step = self.0.iter().find(|(_, n)| {
            below += **n;
            below * 2 >= all
        });
        step.filter(|_| all >= ENOUGH).map(|(step, _)| (f64::from(*step) / 8.0).exp2())
    }
}

/// The part of a line that says how long a text is.
#[derive(Deserialize)]
struct Written {
    record: Option<Length>,
}

#[derive(Deserialize)]
struct Length {
    site: String,
    characters: u64,
}

/// Reads a journal twice: once for what is usual, once for what is not.
pub fn of_journal(path: &Path) -> io::Result<Report> {
    let mut sizes: BTreeMap<String, Sizes> = BTreeMap::new();
    journal::each_line(path, |line: Written, _| {
        if let Some(glance) = line.record {
            *sizes.entry(glance.site).or_default().0.entry(Sizes::step(glance.characters)).or_default() += 1;
        }
        true
    })?;
    let usual: BTreeMap<String, Option<f64>> =
        sizes.iter().map(|(site, s)| (site.clone(), s.median())).collect();
    // Room for all at once: a set that grows holds itself twice meanwhile.
    let records: u64 = sizes.values().flat_map(|sizes| sizes.0.values()).sum();
    let room = usize::try_from(records).unwrap_or_default();
    let (mut report, mut seen) = (Report::default(), HashSet::with_capacity(room));
    journal::each_line(path, |line: Line, _| {
        report.counts.add(&line);
        if let Some(glance) = &line.record {
            let before = line.sha256.as_ref().is_some_and(|sha256| !seen.insert(name::key(sha256)));
            let usual = usual.get(&glance.site).copied().flatten();
            report.look(&line, glance, before, usual);
        }
        true
    })?;
    Ok(report)
}

impl Report {
    fn look(&mut self, line: &Line, glance: &Glance, before: bool, usual: Option<f64>) {
        let length = glance.characters as f64 + 1.0;
        let far = usual.is_some_and(|usual| length > usual * FAR || length * FAR < usual);
        let site = self.sites.entry(glance.site.clone()).or_default();
        site.pages += 1;
        let concerns = [
            ("without_coverage_year", glance.year.is_none(), &mut site.without_coverage_year),
            ("without_sections", glance.sections == 0, &mut site.without_sections),
            ("with_replaced_characters", glance.replaced > 0, &mut site.with_replaced_characters),
            ("with_unresolved_dates", glance.unresolved > 0, &mut site.with_unresolved_dates),
            ("with_contradictions", glance.contradictions > 0, &mut site.with_contradictions),
            ("seen_before", before, &mut site.seen_before),
            ("far_from_the_others", far, &mut site.far_from_the_others),
        ];
        for (concern, holds, count) in concerns {
            if holds {
                *count += 1;
                let named = self.look_first.entry(concern).or_default();
                if named.len() < NAMED {
                    named.push(line.uri.clone().unwrap_or_else(|| line.input.clone()));
                }
            }
        }
    }

    /// The sites that need a look, the worst first, as lines of a table; none where nothing is to be said.
    pub fn table(&self, sites: usize) -> Vec<String> {
        let concerns = |s: &SiteReport| {
            s.without_coverage_year
                + s.without_sections
                + s.with_replaced_characters
                + s.with_unresolved_dates
                + s.seen_before
                + s.far_from_the_others
        };
        let mut worst: Vec<_> = self.sites.iter().filter(|(_, s)| concerns(s) > 0).collect();
        worst.sort_by_key(|(_, s)| std::cmp::Reverse(concerns(s)));
        if worst.is_empty() {
            return Vec::new();
        }
        let head = "  pages  no year  no heading  bad chars  open dates  repeated  odd size  site".to_owned();
        let row = |(name, s): &(&String, &SiteReport)| {
            format!(
                "{:7}  {:7}  {:10}  {:9}  {:10}  {:8}  {:8}  {name}",
                s.pages,
                s.without_coverage_year,
                s.without_sections,
                s.with_replaced_characters,
                s.with_unresolved_dates,
                s.seen_before,
                s.far_from_the_others
            )
        };
        let more = worst.len().saturating_sub(sites);
        let rest = (more > 0).then(|| format!("  … and {more} more sites in report.json"));
        std::iter::once(head).chain(worst.iter().take(sites).map(row)).chain(rest).collect()
    }
}

/// The digest and the length of a file.
#[derive(Debug, Serialize)]
pub struct Sealed {
    /// The length.
    pub bytes: u64,
    /// The digest.
    pub sha256: String,
}

/// What seals a run.
#[derive(Debug, Serialize)]
pub struct Manifest<'r> {
    /// The form of this file.
    pub schema: &'static str,
    /// The program.
    pub generator: &'static str,
    /// Whether the run came to its end. Otherwise the same command goes on with it.
    pub finished: bool,
    /// The options that matter for the records.
    pub options: &'r BTreeMap<&'static str, String>,
    /// How many inputs ended how.
    pub counts: &'r Counts,
    /// The files of the run. `journal.jsonl` has the digest of each record.
    pub files: BTreeMap<&'static str, Sealed>,
}

/// Looks at a file for the manifest; none where there is no such file.
pub fn seal(path: &Path) -> io::Result<Option<Sealed>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 256 * 1024]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Some(Sealed { bytes, sha256: HEXLOWER.encode(&hash.finalize()) })),
            n => {
                hash.update(&buffer[..n]);
                bytes += n as u64;
            }
        }
    }
}
