//! `nianjian check`: the places where a record contradicts itself, for people and for programs.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use nianjian::Record;
use nianjian::check::{Finding, Kind, Place, Series, Verdict, findings};
use nianjian::data::Profiles;
use nianjian::export::read::{Records, place};
use nianjian::language::Language;
use nianjian::record::Block;

use super::reading::profiles;
use super::status::{CliError, Status};
use super::terminal::{Globals, harmless};

/// Find where the records contradict themselves
///
/// Parts that do not add up to their total, in sentences and tables; shares, growth and changes that the numbers beside
/// them refute; days that do not exist. It accuses only where the text leaves no other reading, and changes nothing.
///
/// Exit status: 0 nothing contradicts, 1 something does or a line is no record, 2 wrong usage.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  nianjian check output                     what contradicts, with its sentence and the sum
  nianjian check output --kind sum,date
  nianjian check output --all --format csv > findings.csv")]
pub struct CheckArgs {
    /// What `convert` wrote, or JSON Lines files of records
    #[arg(required = true, value_name = "DIR|FILE")]
    from: Vec<PathBuf>,
    /// Only these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    kind: Vec<Kind>,
    /// List too what may be wrong, if the likeliest reading is right: a rate beside two numbers, a missing 万, the same
    /// indicator and year in two volumes
    #[arg(long)]
    possible: bool,
    /// List too what holds
    #[arg(long)]
    all: bool,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Profiles whose [check] says what a person accepts, by its id; a nianjian.toml in or beside an input is read, too
    #[arg(long, value_name = "FILE")]
    profile: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Jsonl,
    Csv,
}

fn kinds() -> impl clap::builder::TypedValueParser<Value = Kind> {
    use clap::builder::TypedValueParser;
    clap::builder::PossibleValuesParser::new(Kind::ALL.map(Kind::name))
        .try_map(|name| Kind::named(&name).ok_or("no kind"))
}

/// How many claims of each verdict there are.
#[derive(Default)]
struct Counts {
    records: usize,
    hold: usize,
    contradict: usize,
    accepted: usize,
    open: usize,
}

impl Counts {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Holds | Verdict::Rounding => self.hold += 1,
            Verdict::Contradicts => self.contradict += 1,
            Verdict::NotComparable => self.open += 1,
            Verdict::Accepted => self.accepted += 1,
        }
    }
}

/// A run over records: what was counted, and what the caller said of it.
struct Run<'a> {
    args: &'a CheckArgs,
    language: Language,
    profiles: Profiles,
    /// Accepted findings that were not met yet.
    unmet: BTreeSet<String>,
    counts: Counts,
    series: Series,
    bar: ProgressBar,
}

/// Runs the subcommand.
pub fn run(args: &CheckArgs, globals: &Globals) -> Result<Status, CliError> {
    let mut out = BufWriter::new(io::stdout().lock());
    let profiles = profiles(args.from.iter().map(PathBuf::as_path), &args.profile)?;
    let unmet = profiles.accepted().keys().cloned().collect();
    let bar = if globals.interactive() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    let (counts, series, language) = (Counts::default(), Series::default(), globals.language);
    let mut run = Run { args, language, profiles, unmet, counts, series, bar };
    let mut faults = 0_usize;
    if args.format == Form::Csv {
        let head = "id,kind,verdict,record,path,uri,section,block,start,end,row,column,text,stated,computed,difference,unit,note,reason,possible";
        write!(out, "{head}\r\n").map_err(CliError::stdout)?;
    }
    for from in &args.from {
        let mut records = Records::open(from).map_err(|e| CliError::usage(e.to_string()))?;
        if let Some(note) = records.seal().note() {
            globals.warn(&note);
        }
        while let Some(record) = records.next_record().map_err(|e| CliError::Stopped(e.to_string()))? {
            match record {
                Ok(record) => run.record(&record, &mut out).map_err(CliError::stdout)?,
                Err(fault) => {
                    globals.error(&fault.to_string());
                    faults += 1;
                }
            }
        }
    }
    out.flush().map_err(CliError::stdout)?;
    run.bar.finish_and_clear();
    for id in &run.unmet {
        globals.warn(&format!("[check] accepts {id}, and nothing of that id contradicts here"));
    }
    let Counts { records, hold, contradict, accepted, open } = run.counts;
    let of = hold + contradict + accepted;
    let accepted = if accepted > 0 { format!(", {accepted} are accepted") } else { String::new() };
    let accepted = globals.told(&accepted);
    globals.say(&format!(
        "{records} records: {contradict} claims contradict{accepted}, {hold} of {of} hold; {open} more cannot be compared"
    ));
    Ok(if contradict > 0 || faults > 0 { Status::SomeFailed } else { Status::Done })
}

impl Run<'_> {
    fn record(&mut self, record: &Record, out: &mut impl Write) -> io::Result<()> {
        self.counts.records += 1;
        if self.counts.records.is_multiple_of(256) {
            let Counts { records, contradict, .. } = self.counts;
            let message = format!("{records} records, {contradict} claims contradict");
            self.bar.set_message(self.language.told(&message).into_owned());
            self.bar.tick();
        }
        let mut found = findings(record);
        if self.args.possible {
            found.extend(self.series.compare(record));
        }
        for mut finding in found {
            if let Some(reason) = self.profiles.accepted().get(&finding.id) {
                finding.accept(reason);
                if finding.verdict == Verdict::Accepted {
                    self.unmet.remove(&finding.id);
                }
            }
            if !self.args.kind.is_empty() && !self.args.kind.contains(&finding.kind) {
                continue;
            }
            self.counts.add(finding.verdict);
            let listed = match finding.verdict {
                Verdict::Contradicts => true,
                Verdict::Accepted => self.args.all || self.args.format != Form::Text,
                Verdict::NotComparable => self.args.all || self.args.possible && finding.possible,
                Verdict::Holds | Verdict::Rounding => self.args.all,
            };
            if listed {
                print(out, record, &finding, (self.args.format, self.language))?;
            }
        }
        Ok(())
    }
}

fn print(
    out: &mut impl Write,
    record: &Record,
    finding: &Finding,
    (form, language): (Form, Language),
) -> io::Result<()> {
    match form {
        Form::Text => text(out, record, finding, language),
        Form::Jsonl => {
            serde_json::to_writer(&mut *out, finding)?;
            writeln!(out)
        }
        Form::Csv => csv(out, finding),
    }
}

/// Two lines for an editor: where, with the numbers in ⟦⟧, and the sum.
fn text(out: &mut impl Write, record: &Record, finding: &Finding, language: Language) -> io::Result<()> {
    let Some(first) = finding.places.first() else { return Ok(()) };
    let section = record.sections.get(first.section);
    let heading = section.and_then(|s| s.heading.as_deref()).unwrap_or("");
    let quoted = match section.and_then(|s| s.blocks.get(first.block)) {
        Some(Block::Table(table)) => {
            let (row, column) = (first.row.unwrap_or(0), first.column.unwrap_or(0));
            let head = |path: Option<&Vec<String>>| path.map(|p| p.join(" · ")).unwrap_or_default();
            let row_head =
                u32::try_from(row).ok().and_then(|r| table.head_of(r, u32::try_from(column).ok()?));
            format!(
                "{} {} / {} ⟦{}⟧",
                table.caption.as_deref().unwrap_or(language.label("table")),
                head(row_head.map(|h| &h.path)),
                head(table.columns.get(column).map(|c| &c.path)),
                first.text
            )
        }
        Some(block) => {
            block.running_text().map(|(text, _)| marked(text, &finding.places)).unwrap_or_default()
        }
        None => String::new(),
    };
    let verdict = match finding.verdict {
        Verdict::Contradicts => String::new(),
        Verdict::NotComparable if finding.possible => format!(" {}", language.label("possible")),
        other => format!(" {}", language.label(other.name())),
    };
    let reason = finding.reason.as_deref().map(|r| format!(" ({})", language.of_finding(r)));
    let reason = reason.unwrap_or_default();
    let id =
        if finding.verdict == Verdict::Contradicts { format!("  {}", finding.id) } else { String::new() };
    let line = format!(
        "{}  {heading} ¶{}  {}{verdict}  {quoted}\n    {}{reason}{id}",
        place(record),
        first.block + 1,
        finding.kind.name(),
        language.of_finding(&finding.note)
    );
    writeln!(out, "{}", harmless(&line))
}

/// The sentences that hold the numbers, each number in ⟦⟧.
fn marked(text: &str, places: &[Place]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut spans: Vec<(usize, usize)> = places.iter().filter_map(|p| Some((p.start?, p.end?))).collect();
    spans.sort_unstable();
    let (Some(first), Some(last)) = (spans.first().copied(), spans.last().copied()) else {
        return String::new();
    };
    let stop = |c: &char| matches!(c, '。' | '；' | '\n');
    let before = chars.get(..first.0).unwrap_or_default();
    let start = before.iter().rposition(stop).map_or(0, |at| at + 1);
    let behind = chars.get(last.1..).unwrap_or_default();
    let end = behind.iter().position(stop).map_or(chars.len(), |at| last.1 + at);
    let (mut quoted, mut at) = (String::new(), start);
    for (from, to) in spans.into_iter().filter(|(from, to)| from <= to) {
        if from < at {
            continue;
        }
        quoted.extend(chars.get(at..from).unwrap_or_default());
        quoted.push('⟦');
        quoted.extend(chars.get(from..to).unwrap_or_default());
        quoted.push('⟧');
        at = to;
    }
    quoted.extend(chars.get(at..end).unwrap_or_default());
    quoted
}

/// A line of RFC 4180: the place that is accused, and the sum.
fn csv(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    let Some(first) = finding.places.first() else { return Ok(()) };
    let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
    let word = |w: &Option<String>| w.clone().unwrap_or_default();
    let fields = [
        finding.id.clone(),
        finding.kind.name().to_owned(),
        finding.verdict.name().to_owned(),
        finding.record.clone(),
        word(&finding.path),
        word(&finding.uri),
        first.section.to_string(),
        first.block.to_string(),
        number(first.start),
        number(first.end),
        number(first.row),
        number(first.column),
        first.text.clone(),
        finding.stated.clone(),
        finding.computed.clone(),
        word(&finding.difference),
        word(&finding.unit),
        finding.note.clone(),
        word(&finding.reason),
        finding.possible.to_string(),
    ];
    let quoted = fields.iter().map(|field| match field.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.clone(),
    });
    write!(out, "{}\r\n", quoted.collect::<Vec<_>>().join(","))
}
