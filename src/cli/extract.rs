//! `nianjian extract`: text in, mentions out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use super::status::{CliError, Status};
use clap::{Args, ValueEnum};
use nianjian::mention::{Kind, Why};
use nianjian::{Context, Mention, Reading};
use serde_json::{Map, Value};

/// What to read and how to print it.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  echo 截至年底，400多户 | nianjian extract --year 2013\n  nianjian extract --jsonl texts.jsonl > mentions.jsonl\n  nianjian extract --format highlight page.txt"
)]
pub struct Extract {
    /// Text files, a text a line; - is standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<PathBuf>,
    /// Lines are JSON objects with `text`, and perhaps `id`, `coverage_year`, `currency`, `context`.
    #[arg(long)]
    jsonl: bool,
    /// The year that the text reports on.
    #[arg(long, value_name = "N")]
    year: Option<i32>,
    /// ISO 4217 code of a bare 元.
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// Only these types.
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',')]
    types: Vec<Type>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Name the rule and the words that led to each value, on standard error.
    #[arg(long)]
    explain: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
    Highlight,
}

#[derive(Clone, Copy, ValueEnum)]
enum Type {
    Date,
    Count,
    Money,
    Ratio,
    Measure,
    Duration,
    Age,
    Ordinal,
}

impl Type {
    fn kind(self) -> Kind {
        match self {
            Type::Date => Kind::Date,
            Type::Count => Kind::Count,
            Type::Money => Kind::Money,
            Type::Ratio => Kind::Ratio,
            Type::Measure => Kind::Measure,
            Type::Duration => Kind::Duration,
            Type::Age => Kind::Age,
            Type::Ordinal => Kind::Ordinal,
        }
    }
}

/// Runs the command; the error says which input failed and why.
pub fn run(options: &Extract) -> Result<Status, CliError> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut status = Status::Done;
    if matches!(options.format, Format::Csv) {
        print(&mut out, "id,type,start,end,text,value,max,bound,unit,per,basis,relation,part_of_day,time\n")?;
    }
    for file in &options.files {
        let name = file.display().to_string();
        let reader: Box<dyn BufRead> = if name == "-" {
            Box::new(io::stdin().lock())
        } else {
            match File::open(file) {
                Ok(opened) => Box::new(BufReader::new(opened)),
                Err(error) => {
                    eprintln!("{name}: expected a readable text file: {error}; check the path");
                    status = Status::SomeFailed;
                    continue;
                }
            }
        };
        for (i, line) in reader.lines().enumerate() {
            let place = format!("{name}:{}", i + 1);
            match line
                .map_err(|e| format!("expected UTF-8 text: {e}"))
                .and_then(|line| options.line(&line, &place))
            {
                Ok(printed) => print(&mut out, &printed)?,
                Err(why) => {
                    eprintln!("{place}: {why}");
                    status = Status::SomeFailed;
                }
            }
        }
    }
    out.flush().map_err(CliError::stdout)?;
    Ok(status)
}

fn print(out: &mut impl Write, text: &str) -> Result<(), CliError> {
    out.write_all(text.as_bytes()).map_err(CliError::stdout)
}

impl Extract {
    fn line(&self, line: &str, place: &str) -> Result<String, String> {
        let line = line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        let mut object = if self.jsonl {
            if line.trim().is_empty() {
                return Ok(String::new());
            }
            match serde_json::from_str(line) {
                Ok(Value::Object(object)) => object,
                Ok(_) => return Err("expected a JSON object with `text`, found another value".to_owned()),
                Err(error) => return Err(format!("expected a JSON object with `text`: {error}")),
            }
        } else {
            Map::from_iter([("id".to_owned(), place.into()), ("text".to_owned(), line.into())])
        };
        let text = object.get("text").and_then(Value::as_str).ok_or("expected a string `text`")?.to_owned();
        let year = object.get("coverage_year").and_then(Value::as_i64).and_then(|y| i32::try_from(y).ok());
        let said = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        let context = Context {
            coverage_year: year.or(self.year),
            currency: said("currency").or_else(|| self.currency.clone()).map(Into::into),
            in_force: said("context"),
        };
        let mut explained = Reading::new(&context).explain(&text);
        if !self.types.is_empty() {
            explained.retain(|(mention, _)| self.types.iter().any(|t| t.kind() == mention.kind));
        }
        if self.explain {
            for (mention, why) in &explained {
                eprintln!("{place}: {}", explanation(mention, why));
            }
        }
        let mentions: Vec<Mention> = explained.into_iter().map(|(mention, _)| mention).collect();
        let id = object.get("id").and_then(Value::as_str).unwrap_or(place).to_owned();
        match self.format {
            Format::Jsonl => {
                let mentions = serde_json::to_value(&mentions).map_err(|e| e.to_string())?;
                object.insert("mentions".to_owned(), mentions);
                Ok(format!("{}\n", Value::Object(object)))
            }
            Format::Csv => Ok(mentions.iter().map(|m| row(&id, m)).collect()),
            Format::Highlight => Ok(highlight(&text, &mentions)),
        }
    }
}

fn explanation(mention: &Mention, why: &Why) -> String {
    let words: Vec<String> = why.words.iter().map(|(role, word)| format!("{role} {word}")).collect();
    let fields: Vec<String> =
        fields(mention).into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!("{k}={v}")).collect();
    format!(
        "{} [{},{}) {} | rule: {} | {}",
        mention.text,
        mention.start,
        mention.end,
        fields.join(" "),
        why.rule,
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
    ]
}

fn row(id: &str, m: &Mention) -> String {
    let quoted = |s: &str| {
        if s.contains(['"', ',', '\n']) { format!("\"{}\"", s.replace('"', "\"\"")) } else { s.to_owned() }
    };
    let mut cells = vec![quoted(id), name(&m.kind), m.start.to_string(), m.end.to_string(), quoted(&m.text)];
    cells.extend(fields(m).into_iter().skip(1).map(|(_, v)| quoted(&v)));
    cells.join(",") + "\n"
}

/// The text with its mentions in colour (in braces where it is no terminal), their values beneath.
fn highlight(text: &str, mentions: &[Mention]) -> String {
    let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let chars: Vec<char> = text.chars().collect();
    let cut = |a: usize, b: usize| chars.get(a..b).unwrap_or_default().iter().collect::<String>();
    let (mut shown, mut at) = (String::new(), 0);
    for m in mentions {
        let code = 31 + m.kind as u8 % 6;
        let (open, close) =
            if colour { (format!("\x1b[1;{code}m"), "\x1b[0m") } else { ("{".to_owned(), "}") };
        shown += &format!("{}{open}{}{close}", cut(at, m.start), m.text);
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
        shown += &format!("    {}  {}  {}\n", m.text, name(&m.kind), rest.join(" "));
    }
    shown
}
