//! Shows one page as a person reads it: what was kept, dropped, found, and why.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Read, Write};
use std::iter::Peekable;
use std::path::Path;

use clap::{Args, ValueEnum};
use nianjian::budget::{self, Budget};
use nianjian::check::{Finding, Verdict};
use nianjian::data::Profiles;
use nianjian::inspect::{Inspection, Scored, Traced, as_json, mentions, sketch};
use nianjian::language::Language;
use nianjian::mention::{Mention, Part, Parts, Why};
use nianjian::record::{Block, Section};
use nianjian::{Notice, Options, Page, Provenance, Reading, Rejection};

use super::extract::explanation;
use super::language::padded;
use super::reading::PageArgs;
use super::sheet;
use super::status::{CliError, Status};
use super::terminal::{Globals, harmless};

/// Show one page as it was understood, and why
///
/// Metadata with the rule that found each, sections with their mentions marked, and what was dropped
/// with its reason. This is where to look when a page went wrong, before writing a profile.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  nianjian inspect page.html
  nianjian inspect page.html --explain                          why each mention has its value
  nianjian inspect page.html --profile sites.toml --format json | jq .dropped
  nianjian inspect page.html --trace                                which rules fired, what else could be text or title
  nianjian inspect page.html --suggest 扫码关注 >> nianjian.toml    what would drop it, or keep it")]
pub struct InspectArgs {
    /// An HTML or text file; - is standard input
    input: String,
    #[command(flatten)]
    pages: PageArgs,
    /// How many bytes the page may have
    #[arg(long, value_name = "N", default_value_t = Budget::default().bytes)]
    max_bytes: u64,
    /// Write the lines of a profile that would keep or drop the block with this text, instead of showing the page
    #[arg(long, value_name = "TEXT")]
    suggest: Option<String>,
    /// Say what was weighed, too: each rule that fired, what else could be the text or the title, and why
    #[arg(long)]
    trace: bool,
    /// Say below each text which rule read each mention, by which words, and what gave the year of a date
    #[arg(long, conflicts_with = "suggest")]
    explain: bool,
    /// How to show it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// For a program
    Json,
}

/// Shows the page.
pub fn run(args: &InspectArgs, globals: &Globals) -> Result<Status, CliError> {
    let mut page = page(&args.input, args.max_bytes)?;
    let options = match args.input.as_str() {
        "-" => args.pages.options([])?,
        input => {
            let (options, path) = args.pages.options_of_page(Path::new(input))?;
            page.provenance.path = path.or(page.provenance.path);
            options
        }
    };
    let shown = match (&args.suggest, args.format) {
        (Some(text), _) => return suggest(text, &page, &options, args, globals),
        (None, Format::Json) => as_json(&page, &options, args.trace, args.explain).map(|json| {
            let mut out = BufWriter::new(io::stdout());
            serde_json::to_writer_pretty(&mut out, &json).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
            out.flush()
        }),
        (None, Format::Text) => sketch(&page, &options, args.trace).map(|(seen, found)| {
            drop(page);
            let mut out = BufWriter::new(io::stdout());
            show(&seen, found, args, globals, &mut out)?;
            out.flush()
        }),
    };
    match shown {
        Ok(written) => written.map(|()| Status::Done).map_err(CliError::stdout),
        Err(rejection) => Ok(rejected(&args.input, &rejection, globals)),
    }
}

fn rejected(input: &str, rejection: &Rejection, globals: &Globals) -> Status {
    globals.error(&format!("{input}: {rejection}"));
    Status::SomeFailed
}

fn page(input: &str, max_bytes: u64) -> Result<Page, CliError> {
    let wrong = |e: io::Error| CliError::usage(format!("{input}: expected a file that can be read: {e}"));
    let mut provenance = Provenance::default();
    let from: Box<dyn Read> = if input == "-" {
        Box::new(io::stdin())
    } else {
        let path = Path::new(input);
        if path.is_dir() {
            return Err(CliError::usage(format!(
                "{input}: expected one page, found a folder; give a file in it, or the folder to `nianjian convert`"
            )));
        }
        provenance.path = path.file_name().map(|n| n.to_string_lossy().into_owned());
        let is_text = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("txt"));
        provenance.content_type = is_text.then(|| "text/plain".to_owned());
        Box::new(budget::open(path).map_err(wrong)?)
    };
    let mut body = Vec::new();
    from.take(max_bytes.saturating_add(1)).read_to_end(&mut body).map_err(wrong)?;
    if body.len() as u64 > max_bytes {
        return Err(CliError::Stopped(format!(
            "{input}: too-large: a page has at most {max_bytes} bytes here; raise the limit with --max-bytes if it is a page"
        )));
    }
    Ok(Page { provenance, body })
}

/// Writes the lines of a profile that would turn what became of a text, each tried on the page.
fn suggest(
    text: &str,
    page: &Page,
    options: &Options,
    args: &InspectArgs,
    globals: &Globals,
) -> Result<Status, CliError> {
    let seen = match sketch(page, options, false) {
        Ok((seen, _)) => seen,
        Err(rejection) => return Ok(rejected(&args.input, &rejection, globals)),
    };
    let place = page.provenance.path.as_deref().unwrap_or("-");
    let mut out = format!("[page.{}]\n", quoted(place));
    let mut found = false;
    for line in nianjian::inspect::suggestions(&seen, text) {
        let table = format!("[page.{}]\n{line}\n", quoted(place));
        let mut tried = options.clone();
        let mut profiles = (*tried.profiles).clone();
        profiles.extend(Profiles::read(&table).map_err(CliError::usage)?);
        tried.profiles = profiles.into();
        if sketch(page, &tried, false).is_ok_and(|(after, _)| line.holds(&after)) {
            out.push_str(&format!("{line}\n"));
            found = true;
            break;
        }
    }
    if !found {
        globals
            .error(&format!("{text:?}: no line of a profile was found that turns what becomes of this text; where it stands outside the text, `content` can name an element that holds both"));
        return Ok(Status::SomeFailed);
    }
    io::stdout().write_all(out.as_bytes()).map_err(CliError::stdout)?;
    Ok(Status::Done)
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    nianjian::inspect::quoted(text)
}

/// The place with its code, the year of the code, and the words that say so.
fn place(place: &nianjian::place::Place) -> String {
    let nianjian::place::Place { name: _, path, code, standard: _, code_year, basis: _, evidence, below } =
        place;
    let below = below.as_deref().map_or(String::new(), |below| format!(" › {below} (no code)"));
    format!("{}{below} {code} of {code_year} ({evidence})", path.join(" › "))
}

/// How wide the name of a field is shown, and the reason of what was dropped.
const FIELD: usize = 15;
const REASON: usize = 16;

/// Writes the page as text.
fn show(
    seen: &Inspection,
    all: Vec<Finding>,
    args: &InspectArgs,
    globals: &Globals,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut found: BTreeMap<_, Vec<Finding>> = BTreeMap::new();
    for finding in all.into_iter().filter(|f| f.verdict == Verdict::Contradicts) {
        let Some(first) = finding.places.first() else { continue };
        found.entry((first.section, first.block)).or_default().push(finding);
    }
    let (color, language) = (globals.color_out(), globals.language);
    let (reading, explain) = (mentions(&seen.record), args.explain);
    Show { color, language, found, out, reading, explain, tables: 0 }.page(seen)
}

/// A page on its way out as text.
struct Show<'o> {
    color: bool,
    language: Language,
    /// What contradicts itself on the page, by section and block.
    found: BTreeMap<(usize, usize), Vec<Finding>>,
    out: &'o mut dyn Write,
    /// Finds the mentions of the texts that are left.
    reading: Reading,
    /// Whether to say why they have their values.
    explain: bool,
    /// How many tables were shown.
    tables: usize,
}

impl Show<'_> {
    fn page(mut self, seen: &Inspection) -> io::Result<()> {
        let record = &seen.record;
        self.head(seen)?;
        let mut kept = seen.kept.iter().zip(&seen.kept_at).peekable();
        for (at, (section, rule)) in record.sections.iter().zip(&seen.heading_rules).enumerate() {
            self.section((at, section), *rule, &mut kept)?;
        }
        self.line("")?;
        self.line(&self.strong(self.language.label("dropped")))?;
        for dropped in &seen.dropped {
            let reason = match self.language.of_code(&dropped.reason) {
                Some(said) => padded(&format!("{}（{said}）", dropped.reason), REASON + 8),
                None => padded(&dropped.reason, REASON),
            };
            let reason = self.dim(&reason);
            let text: String = harmless(&dropped.text).replace('\n', " / ").chars().take(100).collect();
            let at = self.at(dropped.at.as_ref());
            self.line(&format!("  {reason} {text}{at}"))?;
        }
        seen.trace.as_ref().map_or(Ok(()), |traced| self.traced(traced))
    }

    /// What the page says of itself, and the notices.
    fn head(&mut self, seen: &Inspection) -> io::Result<()> {
        let record = &seen.record;
        let none = || "–".to_owned();
        let text = |v: &Option<String>| v.clone().unwrap_or_else(none);
        let charset = &record.source.charset;
        let names: Vec<&str> = record.contributors.iter().map(|c| c.name.as_str()).collect();
        let work: Vec<&str> =
            [&record.work.title, &record.work.volume].into_iter().filter_map(|v| v.as_deref()).collect();
        let evidence =
            |c: &nianjian::record::Coverage| c.evidence.clone().map_or(String::new(), |e| format!(" ({e})"));
        let coverage = record.coverage.as_ref();
        let blocks = format!("{} blocks kept, {} dropped", seen.kept.len(), seen.dropped.len());
        let rows = [
            (
                "source.charset",
                self.told(&format!("{} (declared {})", charset.name, text(&charset.declared))),
            ),
            ("title", text(&record.title)),
            ("published", text(&record.published)),
            ("origin", text(&record.origin)),
            ("contributors", names.join("、")),
            ("breadcrumb", record.breadcrumb.join(" > ")),
            ("work", work.join(" ")),
            ("coverage", coverage.map_or_else(none, |c| format!("{}{}", c.year, evidence(c)))),
            ("place", record.place.as_ref().map_or_else(none, |p| self.told(&place(p)))),
            ("body", self.told(&blocks)),
        ];
        for (field, value) in rows {
            let rule = seen.rules.iter().find(|r| r.field == field).map_or("", |r| r.rule.as_str());
            let value = if value.is_empty() { none() } else { value };
            let by = self.by(rule);
            self.line(&format!("{} {}{by}", self.label(field), harmless(&value)))?;
        }
        for notice in &record.notices {
            let said = self.notice(notice);
            self.line(&format!("{} {}: {}", self.label("notice"), notice.code, harmless(&said)))?;
        }
        Ok(())
    }

    /// What was weighed on the way.
    fn traced(&mut self, traced: &Traced) -> io::Result<()> {
        let Traced { needs_tree, fired, bodies, titles } = traced;
        self.line("")?;
        let tree = needs_tree.map(|why| self.told(&format!("built for {}", self.language.label(why))));
        let read = || self.language.label("laid out while it was read").to_owned();
        let head = self.strong(self.language.label("tree"));
        self.line(&format!("{head}  {}", tree.unwrap_or_else(read)))?;
        for (head, scored) in [("bodies", bodies), ("titles", titles)] {
            self.line(&self.strong(self.language.label(head)))?;
            for Scored { what, score, parts } in scored {
                let part = |(name, w): &(&'static str, f32)| format!("{} {w:+.1}", self.language.label(name));
                let parts: Vec<String> = parts.iter().map(part).collect();
                let parts = self.dim(&parts.join(", "));
                let what: String = harmless(what).chars().take(60).collect();
                self.line(&format!("  {score:>8.1}  {what}  {parts}"))?;
            }
        }
        self.line(&self.strong(self.language.label("fired")))?;
        for (rule, text) in fired {
            let text: String = harmless(text).replace('\n', " / ").chars().take(60).collect();
            self.line(&format!("  {rule:<16} {text}"))?;
        }
        Ok(())
    }

    /// Where a block stands on the page.
    fn at(&self, selector: Option<&String>) -> String {
        selector.map_or(String::new(), |css| self.dim(&format!("  ‹{}›", harmless(css))))
    }

    fn section<'s>(
        &mut self,
        (number, section): (usize, &Section),
        rule: Option<&str>,
        kept: &mut Peekable<impl Iterator<Item = (&'s String, &'s Option<String>)>>,
    ) -> io::Result<()> {
        self.line("")?;
        let before = self.explain.then(|| self.reading.clone());
        let heading = section.heading.as_deref();
        let mentions = self.reading.section(heading);
        if let Some(heading) = heading {
            let heading = self.marked(Part::whole(heading), &mentions);
            let by = self.by(rule.unwrap_or_default());
            let heading = self.strong(&format!("【{heading}】"));
            self.line(&format!("{heading}{by}"))?;
        }
        if let Some(mut reading) = before {
            self.why(&reading.explain_section(heading))?;
        }
        for (at_block, block) in section.blocks.iter().enumerate() {
            let own = block.running_text().map(|(text, _)| text);
            // Behind a heading that is a block of its own, and behind what was cut off.
            while kept.next_if(|(text, _)| own.is_some_and(|own| !text.contains(own))).is_some() {}
            let at = self.at(kept.next().and_then(|(_, at)| at.as_ref()));
            self.out.write_all(b"  ")?;
            match block {
                Block::Paragraph { text, .. } => self.text(None, text, &at)?,
                Block::Item { marker: mark, text, .. } | Block::Note { mark, text, .. } => {
                    self.text(Some(mark.as_deref().unwrap_or("·")), text, &at)?;
                }
                Block::Table(table) => {
                    self.tables += 1;
                    let lines = sheet::lines(table, self.tables, self.language).join("\n");
                    self.line(&format!("{}{at}", harmless(&lines)))?;
                }
                Block::Figure { uri, caption, .. } => {
                    let figure = format!("[{uri}] {}", caption.as_deref().unwrap_or_default());
                    self.line(&format!("{}{at}", harmless(&figure)))?;
                }
            }
            self.contradictions(number, at_block)?;
        }
        Ok(())
    }

    /// A running text behind its mark, and below it why its mentions have their values where that is to be said. A long
    /// one is read in parts: all of its mentions at once take much memory.
    fn text(&mut self, mark: Option<&str>, text: &str, at: &str) -> io::Result<()> {
        let before = self.explain.then(|| self.reading.clone());
        mark.map_or(Ok(()), |mark| write!(self.out, "{mark} "))?;
        for part in Parts::of(text) {
            let mentions = self.reading.find_part(part);
            let marked = self.marked(part, &mentions);
            self.out.write_all(marked.as_bytes())?;
        }
        self.line(at)?;
        let Some(mut reading) = before else { return Ok(()) };
        Parts::of(text).try_for_each(|part| self.why(&reading.explain_part(part)))
    }

    /// Why the mentions of the text above have their values, a line each.
    fn why(&mut self, explained: &[(Mention, Why)]) -> io::Result<()> {
        for (mention, why) in explained {
            let why = explanation(mention, why, self.language);
            self.line(&self.dim(&format!("      {}", harmless(&self.language.told(&why)))))?;
        }
        Ok(())
    }

    /// What contradicts itself in a block.
    fn contradictions(&mut self, section: usize, block: usize) -> io::Result<()> {
        for found in self.found.remove(&(section, block)).unwrap_or_default() {
            let first = found.places.first().map_or("", |place| place.text.as_str());
            let note = self.language.of_finding(&found.note);
            let line = format!("    ⚠ {} {first}: {note}  {}", found.kind.name(), found.id);
            self.line(&self.strong(&harmless(&line)))?;
        }
        Ok(())
    }

    /// A text, or a part of one, with its mentions marked, each with its value behind it.
    fn marked(&self, part: Part<'_>, mentions: &[Mention]) -> String {
        // As many characters as before: the offsets still count in it.
        let chars: Vec<char> = harmless(part.text).chars().collect();
        let piece = |from: usize, to: usize| {
            let piece = chars.get(from - part.chars..to - part.chars);
            piece.map(String::from_iter).unwrap_or_default()
        };
        let (mut out, mut at) = (String::new(), part.chars);
        for mention in mentions {
            out.push_str(&piece(at, mention.start));
            let surface = piece(mention.start, mention.end);
            let unit = mention.unit.as_deref().map_or(String::new(), |u| format!(" {u}"));
            let sign = sheet::sign(mention.bound);
            let max = mention.max.as_ref().map_or(String::new(), |m| format!("…{m}"));
            let value = format!("{sign} {}{max}{unit}", mention.value);
            out.push_str(&match self.color {
                true => format!("\x1b[4;36m{surface}\x1b[0m\x1b[2m {value}\x1b[0m"),
                false => format!("⟨{surface} {value}⟩"),
            });
            at = mention.end;
        }
        out.push_str(&piece(at, part.chars + chars.len()));
        out
    }

    /// What stands before the value of a field, as wide as all of them.
    fn label(&self, field: &str) -> String {
        padded(self.language.label(field), FIELD)
    }

    fn told(&self, sentence: &str) -> String {
        self.language.told(sentence).into_owned()
    }

    /// The rule that a value rests on, behind it.
    fn by(&self, rule: &str) -> String {
        if rule.is_empty() {
            return String::new();
        }
        // The rule, the element that it found, and a second rule behind a comma.
        let said = rule.split(", ").map(|rule| {
            let name = rule.split(' ').next().unwrap_or_default();
            let words = self.language.of_code(name).map_or(String::new(), |words| format!("（{words}）"));
            rule.replacen(name, &format!("{name}{words}"), 1)
        });
        let said: Vec<String> = said.collect();
        self.dim(&format!("  {}", self.language.told(&format!("by {}", said.join(", ")))))
    }

    /// What a notice says: what its code means, where that is known, then its own sentence.
    fn notice(&self, notice: &Notice) -> String {
        let means = self.language.of_notice(&notice.code).filter(|_| self.language == Language::Chinese);
        format!("{}{}", means.unwrap_or_default(), self.language.told(&notice.message))
    }

    fn line(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.write_all(b"\n")
    }

    fn dim(&self, text: &str) -> String {
        if self.color { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn strong(&self, text: &str) -> String {
        if self.color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }
}
