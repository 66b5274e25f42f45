//! `nianjian extract`: text in, mentions out.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use nianjian::budget;
use nianjian::language::Language;
use nianjian::mention::{Kind, Part, Parts, Why};
use nianjian::{Context, Mention, Reading};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

use super::reading::year;
use super::status::{CliError, Status};
use super::terminal::{Globals, harmless};

/// Find the dates, counts, amounts of money and their kin in plain text
///
/// Each line is a text. What comes out is a line of JSON for each: `id`, `text` and `mentions`, whose
/// offsets count Unicode scalar values in `text`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  echo 截至年底，400多户 | nianjian extract --year 2013
  nianjian extract --jsonl texts.jsonl > mentions.jsonl
  nianjian extract --format highlight page.txt
  nianjian extract --explain page.txt > mentions.jsonl")]
pub struct ExtractArgs {
    /// Text files, a text a line; - is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<String>,
    /// Lines are JSON objects with `text`, and perhaps `id`, `coverage_year`, `currency`, `context`
    ///
    /// The same objects are printed, with `mentions`.
    #[arg(long)]
    jsonl: bool,
    /// The year that the text reports on, where a line does not say it
    #[arg(long, value_name = "N", value_parser = year)]
    year: Option<i32>,
    /// ISO 4217 code of a bare 元, where a line does not say it
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// Only these types
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',', value_parser = kinds())]
    types: Vec<Kind>,
    /// How many bytes a line may have
    #[arg(long, value_name = "N", default_value_t = budget::LINE_BYTES)]
    max_bytes: u64,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Name the rule and the words that led to each value, on standard error
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A JSON object a text
    Jsonl,
    /// A row a mention, with a header
    Csv,
    /// The texts with their mentions in colour, the values beneath
    Highlight,
}

/// Reads the name of a type of mention.
pub fn kinds() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::name)).try_map(|name| serde_json::from_value(name.into()))
}

/// Reads the files line by line; a line that cannot be read is named and left out.
pub fn run(args: &ExtractArgs, globals: &Globals) -> Result<Status, CliError> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut status = Status::Done;
    if matches!(args.format, Format::Csv) {
        print(
            &mut out,
            "id,type,start,end,text,value,max,bound,unit,per,basis,relation,part_of_day,time,measured,change,against\n",
        )?;
    }
    for file in &args.files {
        let reader: Box<dyn BufRead> = match file.as_str() {
            "-" => Box::new(io::stdin().lock()),
            path => match budget::open(Path::new(path)) {
                Ok(opened) => Box::new(BufReader::new(opened)),
                Err(error) => {
                    globals.error(&format!("{file}: expected a readable text file: {error}; check the path"));
                    status = Status::SomeFailed;
                    continue;
                }
            },
        };
        let mut reader = reader;
        for number in 1.. {
            let place = format!("{file}:{number}");
            let printed = match text_line(&mut reader, args.max_bytes) {
                Ok(None) => break,
                Ok(Some(Ok(line))) => args.line(&line, &place, globals, &mut out),
                Ok(Some(Err(why))) => Err(Wrong::Line(why)),
                Err(error) => {
                    globals.error(&format!("{place}: expected a line of text: {error}"));
                    status = Status::SomeFailed;
                    break;
                }
            };
            match printed {
                Ok(()) => {}
                Err(Wrong::Output(error)) => return Err(error),
                Err(Wrong::Line(why)) => {
                    globals.error(&format!("{place}: {why}"));
                    status = Status::SomeFailed;
                }
            }
        }
    }
    out.flush().map_err(CliError::stdout)?;
    Ok(status)
}

/// The next line, or what is wrong with it; none at the end.
fn text_line(from: &mut dyn BufRead, max_bytes: u64) -> io::Result<Option<Result<String, String>>> {
    let mut bytes = Vec::new();
    let limit = max_bytes.saturating_add(1);
    let read = Read::take(&mut *from, limit).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if read as u64 == limit {
        from.skip_until(b'\n')?;
        return Ok(Some(Err(format!(
            "too-large: a line has at most {max_bytes} bytes here; raise the limit with --max-bytes"
        ))));
    }
    let text = String::from_utf8(bytes);
    let wrong = |_| "expected UTF-8 text, found other bytes; convert the file to UTF-8".to_owned();
    Ok(Some(text.map_err(wrong)))
}

/// Where an object has its mentions.
const MENTIONS: &str = "mentions";

/// What a line of input says.
enum Said<'l> {
    /// The line is the text.
    Plain { place: &'l str, text: &'l str },
    /// The line is an object that has a text.
    Object { object: Map<String, Value>, place: &'l str },
}

impl Said<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Said::Plain { .. } => None,
            Said::Object { object, .. } => object.get(name),
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Said::Plain { text, .. } => Some(text),
            Said::Object { object, .. } => object.get("text").and_then(Value::as_str),
        }
    }

    fn id(&self) -> &str {
        match self {
            Said::Plain { place, .. } => place,
            Said::Object { object, place } => object.get("id").and_then(Value::as_str).unwrap_or(place),
        }
    }
}

/// A line of input with its mentions, to be written once: they are found while they are written, as those of a long line
/// take much memory.
struct Shown<'l> {
    said: Said<'l>,
    mentions: Mentions<'l>,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.said.text().unwrap_or_default();
        let mentions = &InText { text, found: &self.mentions };
        let mut out = serializer.serialize_map(None)?;
        match &self.said {
            Said::Plain { place, text } => {
                out.serialize_entry("id", place)?;
                out.serialize_entry("text", text)?;
                out.serialize_entry(MENTIONS, mentions)?;
            }
            Said::Object { object, .. } => {
                for (key, value) in object {
                    match key.as_str() {
                        MENTIONS => out.serialize_entry(key, mentions)?,
                        _ => out.serialize_entry(key, value)?,
                    }
                }
                if !object.contains_key(MENTIONS) {
                    out.serialize_entry(MENTIONS, mentions)?;
                }
            }
        }
        out.end()
    }
}

/// Finds the mentions of a line that are wanted, part by part, and explains them where that is asked for.
struct Mentions<'l> {
    reading: RefCell<Reading>,
    args: &'l ExtractArgs,
    place: &'l str,
    globals: &'l Globals,
}

impl Mentions<'_> {
    fn of(&self, part: Part<'_>) -> Vec<Mention> {
        let wanted = |m: &Mention| self.args.types.is_empty() || self.args.types.contains(&m.kind);
        let mut reading = self.reading.borrow_mut();
        if !self.args.explain {
            let mut mentions = reading.find_part(part);
            mentions.retain(wanted);
            return mentions;
        }
        let mut explained = reading.explain_part(part);
        explained.retain(|(mention, _)| wanted(mention));
        for (mention, why) in &explained {
            let why = explanation(mention, why, self.globals.language);
            self.globals.say(&format!("{}: {}", self.place, self.globals.told(&why)));
        }
        explained.into_iter().map(|(mention, _)| mention).collect()
    }
}

/// The mentions of a text.
struct InText<'l> {
    text: &'l str,
    found: &'l Mentions<'l>,
}

impl Serialize for InText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_seq(None)?;
        for part in Parts::of(self.text) {
            self.found.of(part).iter().try_for_each(|mention| out.serialize_element(mention))?;
        }
        out.end()
    }
}

fn print(out: &mut impl Write, text: &str) -> Result<(), CliError> {
    out.write_all(text.as_bytes()).map_err(CliError::stdout)
}

impl ExtractArgs {
    /// Prints what one line of input gives.
    fn line(&self, line: &str, place: &str, globals: &Globals, out: &mut impl Write) -> Result<(), Wrong> {
        let line = line.trim_start_matches('\u{feff}').trim_end_matches('\r');
        if self.jsonl && line.trim().is_empty() {
            return Ok(());
        }
        let said = self.said(line, place)?;
        let text = said.text().ok_or_else(|| Wrong::Line("expected a string `text`".to_owned()))?;
        let reading = RefCell::new(Reading::new(&self.context(&said)?));
        let mentions = Mentions { reading, args: self, place, globals };
        let all = || Parts::of(text).flat_map(|part| mentions.of(part)).collect::<Vec<_>>();
        match self.format {
            Format::Jsonl => {
                let written = serde_json::to_writer(&mut *out, &Shown { said, mentions });
                written.map_err(|error| CliError::stdout(error.into()))?;
                print(out, "\n")?;
            }
            Format::Csv => all().iter().try_for_each(|mention| print(out, &row(said.id(), mention)))?,
            Format::Highlight => print(out, &highlight(text, &all(), globals.color_out()))?,
        }
        Ok(())
    }

    fn said<'l>(&self, line: &'l str, place: &'l str) -> Result<Said<'l>, String> {
        if !self.jsonl {
            return Ok(Said::Plain { place, text: line });
        }
        match serde_json::from_str(line) {
            Ok(Value::Object(object)) => Ok(Said::Object { object, place }),
            Ok(_) => Err("expected a JSON object with `text`, found another value".to_owned()),
            Err(error) => Err(format!("expected a JSON object with `text`: {error}")),
        }
    }

    /// What a line says before its text begins; what it does not say comes from the command line.
    fn context(&self, said: &Said<'_>) -> Result<Context, String> {
        let given = said.get("coverage_year").filter(|given| !given.is_null());
        let given = given.map(|given| {
            year(&given.to_string()).map_err(|why| format!("coverage_year: {why}, found {given}"))
        });
        let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Context {
            coverage_year: given.transpose()?.or(self.year),
            currency: text("currency").or_else(|| self.currency.clone()).map(Into::into),
            in_force: text("context"),
        })
    }
}

/// Why nothing was printed for a line.
enum Wrong {
    /// The line is wrong.
    Line(String),
    /// Standard output is.
    Output(CliError),
}

impl From<String> for Wrong {
    fn from(why: String) -> Wrong {
        Wrong::Line(why)
    }
}

impl From<CliError> for Wrong {
    fn from(error: CliError) -> Wrong {
        Wrong::Output(error)
    }
}

/// A mention with its fields, the rule that read it and the words that led to its value, in one line.
pub(super) fn explanation(mention: &Mention, why: &Why, language: Language) -> String {
    let said = |(role, word): &(&'static str, String)| match *role {
        // The name of a rule, as the program says it.
        "fact" => format!("{} {}", language.label(role), language.label(word)),
        role => format!("{} {word}", language.label(role)),
    };
    let words: Vec<String> = why.words.iter().map(said).collect();
    let fields: Vec<String> =
        fields(mention).into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!("{k}={v}")).collect();
    let year = why.year.map(|cue| format!(" | year by {}", language.label(cue))).unwrap_or_default();
    format!(
        "{} [{},{}) {} | rule: {} | {}{year}",
        mention.text,
        mention.start,
        mention.end,
        fields.join(" "),
        language.label(why.rule),
        words.join(", ")
    )
}

/// The name that serde gives a value.
fn name(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

fn fields(m: &Mention) -> Vec<(&'static str, String)> {
    vec![
        ("type", name(&m.kind)),
        ("value", m.value.clone()),
        ("max", m.max.clone().unwrap_or_default()),
        ("bound", name(&m.bound)),
        ("unit", m.unit.as_deref().unwrap_or_default().to_owned()),
        ("per", m.per.clone().unwrap_or_default()),
        ("basis", name(&m.basis)),
        ("relation", name(&m.relation)),
        ("part_of_day", name(&m.part_of_day)),
        ("time", m.time.clone().unwrap_or_default()),
        ("measured", m.measured.as_ref().map(|phrase| phrase.text.clone()).unwrap_or_default()),
        ("change", name(&m.change)),
        ("against", m.against.as_ref().map(|phrase| phrase.text.clone()).unwrap_or_default()),
    ]
}

fn row(id: &str, m: &Mention) -> String {
    let quoted = |s: &str| {
        if s.contains(['"', ',', '\r', '\n']) {
            format!("\"{}\"", s.replace('"', "\"\""))
        } else {
            s.to_owned()
        }
    };
    let mut cells = vec![quoted(id), name(&m.kind), m.start.to_string(), m.end.to_string(), quoted(&m.text)];
    cells.extend(fields(m).into_iter().skip(1).map(|(_, v)| quoted(&v)));
    cells.join(",") + "\n"
}

/// The text with its mentions in colour (in braces without colours), their values beneath.
fn highlight(text: &str, mentions: &[Mention], colour: bool) -> String {
    // As many characters as before: the offsets still count in it.
    let chars: Vec<char> = harmless(text).chars().collect();
    let cut = |a: usize, b: usize| chars.get(a..b).unwrap_or_default().iter().collect::<String>();
    let (mut shown, mut at) = (String::new(), 0);
    for m in mentions {
        let code = 31 + m.kind as u8 % 6;
        let (open, close) =
            if colour { (format!("\x1b[1;{code}m"), "\x1b[0m") } else { ("{".to_owned(), "}") };
        shown += &format!("{}{open}{}{close}", cut(at, m.start), cut(m.start, m.end));
        at = m.end;
    }
    shown += &cut(at, chars.len());
    shown.push('\n');
    for m in mentions {
        let rest: Vec<String> = fields(m)
            .into_iter()
            .skip(1)
            .filter(|(k, v)| !v.is_empty() && !(*k == "bound" && v == "exact"))
            .map(|(_, v)| v)
            .collect();
        shown += &format!("    {}  {}  {}\n", cut(m.start, m.end), name(&m.kind), rest.join(" "));
    }
    shown
}
