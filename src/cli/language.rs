//! Chooses the language of a run, and has the command line itself in it: its help, its errors.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::{Error, ErrorKind};
use clap::{Arg, Command, CommandFactory, Parser};
use nianjian::language::Language;
use serde::Deserialize;

use super::Cli;

/// How wide the help of a command may be, in columns of a terminal.
const COMMAND_WIDTH: usize = 92;

/// How wide the help of an option may be, which stands behind its name.
const OPTION_WIDTH: usize = 60;

/// What `--help` says in Chinese. The head of `zh.toml` says how a row is written.
#[derive(Deserialize)]
struct Help {
    /// The words of the help itself: its headings, and what stands in brackets behind an option.
    words: BTreeMap<String, String>,
    /// Options that several commands have.
    args: BTreeMap<String, String>,
    commands: BTreeMap<String, Page>,
}

/// The help of a command.
#[derive(Deserialize)]
struct Page {
    about: String,
    #[serde(default)]
    examples: String,
    #[serde(default)]
    args: BTreeMap<String, String>,
}

/// The language that the command line names, else that of the locale.
pub fn chosen(args: &[OsString]) -> Language {
    let mut words = args.iter().skip(1).map_while(|arg| arg.to_str().filter(|arg| *arg != "--"));
    while let Some(word) = words.next() {
        let value = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        if let Some(value) = value {
            return Language::of_locale(value);
        }
    }
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set).or_else(of_system);
    Language::of_locale(&locale.unwrap_or_default())
}

/// The locale of a system that does not say it in the environment.
fn of_system() -> Option<String> {
    #[cfg(windows)]
    return sys_locale::get_locale();
    #[cfg(not(windows))]
    None
}

/// Reads the command line. What ends there (help, the version, wrong usage) is said, and gives the exit status.
pub fn parse(args: &[OsString], language: Language) -> Result<Cli, ExitCode> {
    Cli::try_parse_from(args).map_err(|error| {
        let status = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        // Nobody is left to hear that nobody listens.
        let _ = match language {
            Language::English => error.print(),
            Language::Chinese => say(&error, args, language),
        };
        status
    })
}

/// Says in a language what clap would say in English.
fn say(error: &Error, args: &[OsString], language: Language) -> io::Result<()> {
    let help =
        matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
    let localized = help.then(|| command(language).try_get_matches_from(args).err()).flatten();
    let error = localized.as_ref().unwrap_or(error);
    let (mut out, terminal): (Box<dyn Write>, bool) = match error.use_stderr() {
        true => (Box::new(io::stderr()), io::stderr().is_terminal()),
        false => (Box::new(io::stdout()), io::stdout().is_terminal()),
    };
    let colored = terminal && help && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let text = error.render();
    let text = if colored { text.ansi().to_string() } else { text.to_string() };
    let text = if help { text } else { language.told(&text).into_owned() };
    out.write_all(worded(text).as_bytes())
}

/// A text of clap with its own words in Chinese: `Usage:`, `[default: `.
fn worded(text: String) -> String {
    table().words.iter().fold(text, |text, (word, said)| text.replace(word, said))
}

/// The command line with its help in a language.
pub fn command(language: Language) -> Command {
    let mut command = Cli::command();
    if language == Language::Chinese {
        // Only then it has all that clap adds to it.
        command.build();
        command = localized(command, &table());
    }
    command
}

fn table() -> Help {
    toml::from_str(include_str!("zh.toml")).expect("zh.toml is tested to read")
}

fn localized(mut command: Command, help: &Help) -> Command {
    let page = help.commands.get(command.get_name());
    if let Some(Page { about, examples, .. }) = page {
        let (short, long) = parted(about, COMMAND_WIDTH);
        command = command.about(short).long_about(None::<&str>);
        if let Some(long) = long {
            command = command.long_about(long);
        }
        if !examples.is_empty() {
            command = command.after_long_help(examples.trim_end().to_owned());
        }
    }
    let say = |key: &str| page.and_then(|page| page.args.get(key)).or_else(|| help.args.get(key));
    command.mut_args(|arg| option(arg, &say)).mut_subcommands(|command| localized(command, help))
}

/// An option with its help and that of its values.
fn option<'h>(arg: Arg, say: &impl Fn(&str) -> Option<&'h String>) -> Arg {
    let id = arg.get_id().as_str().to_owned();
    let Some(text) = say(&id) else { return arg };
    let (short, long) = parted(text, OPTION_WIDTH);
    let values =
        arg.get_possible_values().into_iter().map(|value| match say(&format!("{id}={}", value.get_name())) {
            Some(said) => value.help(said.clone()),
            None => value.help(None::<&str>),
        });
    let values: Vec<PossibleValue> = values.collect();
    let arg = match long {
        Some(long) => arg.help(short).long_help(long),
        None => arg.help(short).long_help(None::<&str>),
    };
    // Flags have values, too, which clap does not show.
    let shown = !values.is_empty() && arg.get_action().takes_values();
    if shown { arg.value_parser(PossibleValuesParser::new(values)) } else { arg }
}

/// The first paragraph of a text, and the whole where there is more.
fn parted(text: &str, width: usize) -> (String, Option<String>) {
    let paragraphs: Vec<String> =
        text.trim_end().split("\n\n").map(|paragraph| folded(paragraph, width)).collect();
    let long = (paragraphs.len() > 1).then(|| paragraphs.join("\n\n"));
    (paragraphs.into_iter().next().unwrap_or_default(), long)
}

/// Breaks a text into lines: Chinese has no blanks at which clap could.
fn folded(text: &str, width: usize) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for word in words(text) {
        let wide = columns(word);
        if at > 0 && at + wide > width && !word.starts_with(CLOSING) {
            out.truncate(out.trim_end().len());
            out.push('\n');
            at = 0;
        }
        let word = if at == 0 { word.trim_start() } else { word };
        out.push_str(word);
        at += columns(word);
    }
    out
}

/// What begins no line.
const CLOSING: [char; 13] = ['，', '。', '；', '：', '、', '）', '”', '》', '？', '！', '…', '】', '’'];

/// What is not broken: each Chinese character alone, all else up to the next blank.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = match is_wide(first) {
            true => first.len_utf8(),
            false => {
                let from = first.len_utf8();
                let behind = rest.get(from..).unwrap_or_default();
                from + behind.find(|c: char| c == ' ' || is_wide(c)).unwrap_or(behind.len())
            }
        };
        let (word, behind) = rest.split_at(end);
        rest = behind;
        Some(word)
    })
}

/// How many columns of a terminal a text takes.
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    c >= '\u{2E80}' || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

/// A text with blanks behind it up to so many columns.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// A text with blanks before it up to so many columns.
pub fn padded_before(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A command's name, its options with their help, and what stands before and after them.
    type Help = (String, Vec<(String, String)>, String);

    /// Each command with its options, those of the program first.
    fn each(command: &Command, found: &mut Vec<Help>) {
        let args = command.get_arguments().filter(|arg| !arg.is_hide_set()).map(|arg| {
            let long = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
            let values = arg.get_possible_values();
            let values = values.iter().filter_map(|v| v.get_help()).map(ToString::to_string);
            (arg.get_id().to_string(), values.fold(long, |all, v| all + "\n" + &v))
        });
        let about = command.get_long_about().or(command.get_about()).map(ToString::to_string);
        let examples = command.get_after_long_help().map(ToString::to_string);
        found.push((
            command.get_name().to_owned(),
            args.collect(),
            about.unwrap_or_default() + "\n" + &examples.unwrap_or_default(),
        ));
        command.get_subcommands().filter(|c| c.get_name() != "help").for_each(|c| each(c, found));
    }

    fn pages(language: Language) -> Vec<Help> {
        let mut command = command(language);
        command.build();
        let mut found = Vec::new();
        each(&command, &mut found);
        found
    }

    #[test]
    fn every_command_and_every_option_has_its_help_in_chinese() {
        let (english, chinese) = (pages(Language::English), pages(Language::Chinese));
        assert_eq!(english.len(), chinese.len());
        let is_chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
        let mut missing = Vec::new();
        for ((name, args, about), (_, zh_args, zh_about)) in english.iter().zip(&chinese) {
            if about == zh_about || !is_chinese(zh_about) {
                missing.push(name.clone());
            }
            for ((id, help), (zh_id, zh_help)) in args.iter().zip(zh_args) {
                assert_eq!(id, zh_id);
                if help == zh_help
                    || !is_chinese(zh_help)
                    || help.lines().count() > zh_help.lines().count() + 4
                {
                    missing.push(format!("{name} --{id}"));
                }
            }
        }
        assert!(missing.is_empty(), "src/cli/zh.toml lacks {missing:#?}");
    }

    #[test]
    fn the_table_names_nothing_that_is_not_there() {
        let english = pages(Language::English);
        let help = table();
        let has = |name: &str, key: &str| {
            let id = key.split('=').next().unwrap_or_default();
            english.iter().any(|(n, args, _)| n == name && args.iter().any(|(a, _)| a == id))
        };
        for (name, page) in &help.commands {
            assert!(name == "help" || english.iter().any(|(n, ..)| n == name), "{name}");
            for key in page.args.keys() {
                assert!(has(name, key), "{name} has no {key}");
            }
        }
        for key in help.args.keys() {
            assert!(english.iter().any(|(name, ..)| has(name, key)), "no command has {key}");
        }
    }

    #[test]
    fn lines_are_broken_where_chinese_breaks_them() {
        assert_eq!(folded("把网页转换成记录。", 8), "把网页转\n换成记录。");
        assert_eq!(folded("写到 DIR/records.jsonl 里", 12), "写到\nDIR/records.jsonl\n里");
    }
}
