//! `nianjian search`: words and values found in the records, with their sentences.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use nianjian::export::manner;
use nianjian::language::Language;
use nianjian::mention::{Change, Kind};
use nianjian::search::{Condition, Hit, Index, Progress, Query, Scope, SearchError, Series, Words};
use serde::Serialize;

use super::extract::kinds;
use super::status::{CliError, Status};
use super::terminal::{Globals, harmless};

/// Find words and values in the records, with their sentences
///
/// Words beside each other must all stand in one section; "…" is a phrase; OR, NOT (or -) and
/// brackets combine. Simplified and Traditional find each other. Values are compared by what the
/// text states: 400多户 is more than 400, so it meets '>=400' and not '>=500'; what is about a number
/// is taken at that number. --possible adds what may meet the condition, such as 近1亿元 for '>=9000万'.
///
/// Values of tables answer as well, with the heads that they stand under.
///
/// --series lines up the numbers that measure the same thing in the same unit, in text and in tables; where the
/// words around the number, its heading, its date or the page differ, it says in which years and how.
///
/// The index is built on first use, in a hidden file beside the records, and again when they change.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  nianjian search output '妇联 捐款'
  nianjian search output --money '>=1亿' --year 2013
  nianjian search output 培训 --count '>1000人次' --within sentence
  nianjian search output --of 妇女之家              numbers that count 妇女之家
  nianjian search output --of 财政收入 --change down
  nianjian search output --date 2013-03 --format jsonl
  nianjian search output 妇女之家 --series          one indicator over the volumes")]
pub struct SearchArgs {
    /// What `convert` wrote, or a JSON Lines file of records
    #[arg(value_name = "DIR")]
    from: PathBuf,
    /// Words to find
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    words: Option<String>,
    /// Words that the heading must have
    #[arg(long, value_name = "QUERY")]
    heading: Option<String>,
    /// The coverage year, or the first and the last: 2010..2014
    #[arg(long, value_name = "YEAR")]
    year: Option<String>,
    /// The place that the record reports on: its code, or the first digits of it: 110112, 1101
    #[arg(long, value_name = "CODE", value_parser = place)]
    place: Option<String>,
    /// A type of mention that must be there
    #[arg(long = "type", value_name = "TYPE", value_parser = kinds())]
    types: Vec<Kind>,
    /// An amount of money: '>=1亿', '<500万美元', '100万..200万'
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    money: Vec<String>,
    /// A count: '>1000人次'; without a unit, of anything
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    count: Vec<String>,
    /// A share or rate: '>50%'
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    ratio: Vec<String>,
    /// A physical quantity: '>=1万亩'
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    measure: Vec<String>,
    /// What the number counts or measures has these words
    #[arg(long, value_name = "WORDS")]
    of: Option<String>,
    /// The number is a change, and no level
    #[arg(long, value_enum)]
    change: Option<Direction>,
    /// A date, or a month or year that holds it: 2013-03
    #[arg(long, value_name = "DATE")]
    date: Vec<String>,
    /// Count values too that may meet their condition but need not
    #[arg(long)]
    possible: bool,
    /// Where everything must stand together
    #[arg(long, value_enum, default_value_t = Within::Section)]
    within: Within,
    /// Line up an indicator (the words of QUERY) over the volumes
    #[arg(long, requires = "words", conflicts_with_all = ["types", "money", "count", "ratio", "measure", "date", "of", "change"])]
    series: bool,
    /// How many hits to show; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Direction {
    Up,
    Down,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Within {
    Section,
    Sentence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Jsonl,
}

fn years(text: &str) -> Result<(i32, i32), CliError> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    match (first.trim().parse(), last.trim().parse()) {
        (Ok(first), Ok(last)) => Ok((first, last)),
        _ => Err(CliError::usage(format!("expected a year such as 2013, or 2010..2014, found {text:?}"))),
    }
}

fn usage(error: SearchError) -> CliError {
    CliError::usage(error.to_string())
}

/// The code of a place, or the first digits of one; a province's 0000 and a prefecture's 00 stand for all below it.
fn place(text: &str) -> Result<String, String> {
    if !(2..=6).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err("expected two to six digits, such as 110112".to_owned());
    }
    let short = text.strip_suffix("0000").or_else(|| text.strip_suffix("00")).filter(|_| text.len() == 6);
    Ok(short.unwrap_or(text).to_owned())
}

fn query(args: &SearchArgs) -> Result<Query, CliError> {
    let words = |text: &Option<String>| text.as_deref().map(Words::parse).transpose().map_err(usage);
    let mut conditions: Vec<Condition> = args.types.iter().map(|k| Condition::stated(*k)).collect();
    let numbers = [
        (Kind::Money, &args.money),
        (Kind::Count, &args.count),
        (Kind::Ratio, &args.ratio),
        (Kind::Measure, &args.measure),
    ];
    for (kind, values) in numbers {
        for value in values {
            conditions.push(Condition::number(kind, value).map_err(usage)?);
        }
    }
    if (args.of.is_some() || args.change.is_some()) && !conditions.iter().any(Condition::is_of_numbers) {
        conditions.push(Condition::any_number());
    }
    let change = args.change.map(|direction| match direction {
        Direction::Up => Change::Up,
        Direction::Down => Change::Down,
    });
    let meant = |mut condition: Condition| {
        if condition.is_of_numbers() {
            condition = args.of.iter().fold(condition, |condition, words| condition.of(words));
            condition = change.into_iter().fold(condition, Condition::changed);
        }
        condition
    };
    let mut conditions: Vec<Condition> = conditions.into_iter().map(meant).collect();
    for date in &args.date {
        conditions.push(Condition::date(date).map_err(usage)?);
    }
    let query = Query {
        words: if args.series { None } else { words(&args.words)? },
        heading: words(&args.heading)?,
        years: args.year.as_deref().map(years).transpose()?,
        place: args.place.clone(),
        conditions,
        possible: args.possible,
        scope: match args.within {
            Within::Section => Scope::Section,
            Within::Sentence => Scope::Sentence,
        },
        ..Query::default()
    };
    let nothing =
        query.words.is_none() && query.heading.is_none() && query.years.is_none() && query.place.is_none();
    if nothing && query.conditions.is_empty() && !args.series {
        return Err(CliError::usage("expected words, a value, a heading or a year to look for, found none"));
    }
    Ok(query)
}

/// Runs the subcommand.
pub fn run(args: &SearchArgs, globals: &Globals) -> Result<Status, CliError> {
    let query = query(args)?;
    let index = open(args, globals)?;
    if let Some(remark) = &index.remark {
        globals.warn(remark);
    }
    if index.faults > 0 && !index.built {
        globals.warn(&format!("{} lines of the records are none and were left out", index.faults));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let limit = if args.limit == 0 { usize::MAX - 1 } else { args.limit };
    if args.series {
        line_up(&index, args, &query, limit, globals, &mut out)?;
    } else {
        let results = index.find(&query, limit).map_err(usage)?;
        print(&mut out, &results.hits, args.format, |out, h| print_hit(out, h, globals))?;
        if results.hits.is_empty() {
            globals.say("nothing found");
            for way in wider(args) {
                globals.say(way);
            }
        } else if results.more {
            globals.say(&format!("the first {}; --limit 0 shows all", results.hits.len()));
        }
    }
    out.flush().map_err(CliError::stdout)?;
    Ok(if index.faults > 0 { Status::SomeFailed } else { Status::Done })
}

/// A bar on a terminal; its length is a thousand.
fn bar(globals: &Globals) -> ProgressBar {
    if !globals.interactive() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {bar:30} {percent:>3} %");
    ProgressBar::new(1000).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Opens the index, and says so where it is built.
fn open(args: &SearchArgs, globals: &Globals) -> Result<Index, CliError> {
    let bar = bar(globals);
    bar.set_message(globals.language.label("building the index").to_owned());
    let mut share = 0;
    let index = Index::open_telling(
        &args.from,
        &mut |fault| bar.suspend(|| globals.error(&fault.to_string())),
        &mut |read, of| {
            let now = read * 1000 / of.max(1);
            if now != share {
                share = now;
                bar.set_position(now);
            }
        },
    );
    bar.finish_and_clear();
    let index = index.map_err(usage)?;
    if index.built && globals.talks() {
        globals.say("the index was built: there was none of these records by this version of the program");
    }
    Ok(index)
}

/// Prints the series of an indicator, each as soon as it is known.
fn line_up(
    index: &Index,
    args: &SearchArgs,
    query: &Query,
    limit: usize,
    globals: &Globals,
    out: &mut impl Write,
) -> Result<(), CliError> {
    let indicator = args.words.as_deref().unwrap_or_default();
    let (bar, mut printed, mut found) = (bar(globals), Ok(()), false);
    let looked = index.each_series(indicator, query, limit, &mut |told| {
        match told {
            Progress::Done(share) => bar.set_position(share),
            Progress::Found(series) => {
                found = true;
                printed = bar.suspend(|| {
                    print(out, &[*series], args.format, |out, s| print_series(out, s, globals))?;
                    out.flush().map_err(CliError::stdout)
                });
            }
        }
        printed.is_ok()
    });
    bar.finish_and_clear();
    looked.map_err(usage)?;
    printed?;
    if !found {
        globals.say("no number stands in one clause with these words");
    }
    Ok(())
}

/// What may find more where nothing was found.
fn wider(args: &SearchArgs) -> Vec<&'static str> {
    let SearchArgs { money, count, ratio, measure, words, possible, within, year, place, heading, .. } = args;
    let numbers = [money, count, ratio, measure].into_iter().any(|values| !values.is_empty());
    let several = words.as_deref().is_some_and(|words| words.split_whitespace().nth(1).is_some());
    let limited = year.is_some() || place.is_some() || heading.is_some();
    let ways = [
        (numbers && !possible, "--possible also lists values that may meet the condition"),
        (matches!(within, Within::Sentence), "--within section asks for less than one sentence"),
        (several, "words must all stand in one section: try one of them, or OR between them"),
        (limited, "--year, --place and --heading limit what is looked through: try without"),
    ];
    ways.into_iter().filter(|(may, _)| *may).map(|(_, way)| way).collect()
}

fn print<T: Serialize>(
    out: &mut impl Write,
    items: &[T],
    form: Form,
    table: impl Fn(&mut dyn Write, &T) -> io::Result<()>,
) -> Result<(), CliError> {
    for item in items {
        let written = match form {
            Form::Jsonl => {
                serde_json::to_writer(&mut *out, item).map_err(Into::into).and_then(|()| writeln!(out))
            }
            Form::Table => table(out, item),
        };
        written.map_err(CliError::stdout)?;
    }
    Ok(())
}

fn year(year: Option<i32>) -> String {
    year.map_or_else(|| "    ".into(), |y| format!("{y:4}"))
}

fn print_hit(out: &mut dyn Write, hit: &Hit, globals: &Globals) -> io::Result<()> {
    let (source, color, language) = (&hit.source, globals.color_out(), globals.language);
    let title = source.title.as_deref().unwrap_or(language.label("(no title)"));
    let heading = hit.heading.as_deref().map(|h| format!(" › {h}")).unwrap_or_default();
    let place = source.path.as_deref().or(source.uri.as_deref()).unwrap_or(&source.record);
    let (bold, plain) = if color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    writeln!(
        out,
        "{}  {bold}{}{plain}  {}",
        year(source.year),
        harmless(&format!("{title}{heading}")),
        harmless(place)
    )?;
    if let Some(table) = &hit.table {
        writeln!(out, "      {}", harmless(&table.words()))?;
    }
    writeln!(out, "      {}", highlighted(hit, color))?;
    for mark in hit.marks.iter().filter(|m| m.kind.is_some()) {
        let may = if mark.sure == Some(false) { language.label("(possible)") } else { "" };
        let reading = format!("{}  {may}", reading(&mark.text, mark, language));
        writeln!(out, "      = {}", harmless(reading.trim_end()))?;
    }
    Ok(())
}

fn reading(text: &str, mark: &nianjian::search::Mark, language: Language) -> String {
    let parts = [&mark.value, &mark.max, &mark.unit, &mark.per];
    let [value, max, unit, per] = parts.map(|p| p.as_deref().unwrap_or_default());
    let max = if max.is_empty() { String::new() } else { format!("–{max}") };
    let per =
        if per.is_empty() { String::new() } else { format!(" {}", language.told(&format!("per {per}"))) };
    let bound = mark.bound.as_deref().filter(|b| *b != "exact").map(|b| b.replace('_', " "));
    let bound = bound.map(|b| format!("{} ", language.label(&b)));
    format!("{text}: {}{value}{max} {unit}{per}", bound.unwrap_or_default()).trim_end().to_owned()
}

/// The sentence with its marks in colour, or in brackets where there is none.
fn highlighted(hit: &Hit, color: bool) -> String {
    let (open, close) = if color { ("\x1b[31;1m", "\x1b[0m") } else { ("⟦", "⟧") };
    let inside = |at: usize| hit.marks.iter().any(|m| m.start <= at && at < m.end);
    let mut text = String::new();
    let mut marked = false;
    for (i, c) in harmless(&hit.sentence).chars().enumerate() {
        let mark = inside(hit.sentence_start + i);
        if mark != marked {
            text.push_str(if mark { open } else { close });
            marked = mark;
        }
        text.push(c);
    }
    if marked {
        text.push_str(close);
    }
    text
}

fn print_series(out: &mut dyn Write, series: &Series, globals: &Globals) -> io::Result<()> {
    let (color, language) = (globals.color_out(), globals.language);
    let told = |sentence: String| language.told(&sentence).into_owned();
    let none = language.label("(no heading)");
    let (bold, plain) = if color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    let heading = match (&series.measured, &series.heading) {
        (Some(measured), _) => told(format!("of {measured}")),
        (None, heading) => told(format!("under {}", heading.as_deref().unwrap_or(none))),
    };
    let comma = match language {
        Language::Chinese => "，",
        Language::English => ", ",
    };
    let change = series.change.as_deref().map(|change| format!("going {}", language.label(change)));
    let change = change.map(|change| format!("{comma}{}", told(change))).unwrap_or_default();
    let unit = series.unit.as_deref().unwrap_or("");
    let per = series.per.as_deref().map(|p| format!(" {}", told(format!("per {p}")))).unwrap_or_default();
    let manner = series.manner.as_deref().map(|m| match language {
        Language::Chinese => format!("{comma}{}", manner::label(m).unwrap_or(m)),
        Language::English => format!("{comma}{}", m.replace('_', " ")),
    });
    let manner = manner.unwrap_or_default();
    let kind = language.label(&series.kind);
    let of = format!("{heading}{manner}{change}{comma}{kind} {unit}{per}");
    writeln!(out, "{bold}{}{plain}  {}", harmless(&series.indicator), harmless(of.trim_end()))?;
    for doubt in &series.doubts {
        let told = language.told(doubt).replace("no year", language.label("no year"));
        writeln!(out, "      ? {}", harmless(&told))?;
    }
    for point in &series.points {
        let place =
            point.source.path.as_deref().or(point.source.uri.as_deref()).unwrap_or(&point.source.record);
        let heading = point.heading.as_deref().filter(|_| point.heading != series.heading);
        let heading = heading.map(|h| told(format!("under {}", harmless(h))));
        let heading = heading.map(|h| format!("  {h}")).unwrap_or_default();
        let from = if point.from == "table" { language.label("in a table") } else { "" };
        let from = if from.is_empty() { String::new() } else { format!("  {from}") };
        let date = point.date.as_deref().filter(|date| date.len() > 4).map(|d| format!("  {d}"));
        writeln!(
            out,
            "{}  {}{}  {}{from}{heading}",
            year(point.year),
            harmless(&point.text),
            date.unwrap_or_default(),
            harmless(place)
        )?;
        writeln!(out, "      {}", harmless(&point.sentence))?;
    }
    writeln!(out)
}
