//! Speaks to the person at the terminal: colours, messages, interrupts.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{ArgAction, Args, ColorChoice, ValueEnum};
use nianjian::language::Language;
use nianjian::text::is_unseen;

/// Behind the options of a command's own in its help.
const LAST: usize = 900;

/// The flags that every subcommand has.
#[derive(Debug, Args)]
pub struct GlobalArgs {
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = LAST)]
    quiet: bool,
    /// Say more: once, what is skipped; twice, every input
    #[arg(short, long, global = true, action = ArgAction::Count, display_order = LAST + 1)]
    verbose: u8,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = LAST + 2)]
    color: ColorChoice,
    /// The language of help and messages, and of the pages of `view` [default: that of the locale; for pages, zh]
    #[arg(long, global = true, value_name = "LANG", display_order = LAST + 3)]
    lang: Option<Lang>,
}

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::Zh => Language::Chinese,
            Lang::En => Language::English,
        }
    }
}

/// What every subcommand knows of how it was called.
#[derive(Debug)]
pub struct Globals {
    /// `-q`: nothing but errors.
    pub quiet: bool,
    /// How many `-v`.
    pub verbose: u8,
    /// The language in which people are spoken to.
    pub language: Language,
    /// The one that the command line names.
    pub named: Option<Language>,
    /// Colours on standard error.
    color_err: bool,
    /// Colours on standard output.
    color_out: bool,
}

impl Globals {
    /// Reads the flags, `NO_COLOR` and whether a terminal listens.
    pub fn new(args: &GlobalArgs, language: Language) -> Globals {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let colored = |terminal: bool| match args.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !no_color,
        };
        Globals {
            quiet: args.quiet,
            verbose: args.verbose,
            language,
            named: args.lang.map(Language::from),
            color_err: colored(io::stderr().is_terminal()),
            color_out: colored(io::stdout().is_terminal()),
        }
    }

    /// Whether to draw a progress bar: on a terminal, without `-q`.
    pub fn interactive(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Whether to say at the end how it went and what comes next: on a terminal, and with `-v` anywhere.
    pub fn talks(&self) -> bool {
        self.interactive() || self.verbose > 0
    }

    /// Whether standard output takes colours.
    pub fn color_out(&self) -> bool {
        self.color_out
    }

    /// A sentence of the program in the language of the person.
    pub fn told<'t>(&self, sentence: &'t str) -> Cow<'t, str> {
        self.language.told(sentence)
    }

    /// A code with what it names, where its own word does not say it: `empty（空文件）`.
    pub fn code(&self, code: &str) -> String {
        match self.language.of_code(code) {
            Some(said) => format!("{code}（{said}）"),
            None => code.to_owned(),
        }
    }

    /// How many there are of each: `3 empty, 1 too-large`.
    pub fn counts(&self, counts: impl IntoIterator<Item = (impl AsRef<str>, u64)>) -> String {
        let each = counts.into_iter().map(|(code, n)| format!("{n} {}", self.code(code.as_ref())));
        each.collect::<Vec<_>>().join(match self.language {
            Language::Chinese => "，",
            Language::English => ", ",
        })
    }

    /// Prints an error, also with `-q`.
    pub fn error(&self, text: &str) {
        self.line("31;1", "error", text);
    }

    /// Prints what a person should know though nothing failed; not with `-q`.
    pub fn warn(&self, text: &str) {
        if !self.quiet {
            self.line("33;1", "warning", text);
        }
    }

    /// Prints a line without a label; not with `-q`.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", harmless(&self.told(text)));
        }
    }

    /// A closed standard error must not end the work: nothing here reports failure to write.
    fn line(&self, color: &str, label: &str, text: &str) {
        let label = self::label(self.language, label);
        let (mut err, text) = (io::stderr().lock(), self.told(text));
        let text = harmless(&text);
        let _ = match self.color_err {
            true => writeln!(err, "\x1b[{color}m{label}\x1b[0m{text}"),
            false => writeln!(err, "{label}{text}"),
        };
    }
}

/// What stands before a message: `error: `.
pub fn label(language: Language, what: &str) -> String {
    match language {
        Language::English => format!("{what}: "),
        Language::Chinese => format!("{}：", language.label(what)),
    }
}

/// A text for the terminal. Those of pages and the names of files may hold control characters, which
/// must not steer it, and characters that are not seen and turn or hide others: U+FFFD stands for each
/// but line ends and tabs.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || is_unseen(c);
    if text.contains(steers) { text.replace(steers, "\u{FFFD}").into() } else { text.into() }
}

/// Says whether the user asked to stop.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Takes SIGINT and SIGTERM from now on: the first sets the flag, the second
    /// ends the process at once with status 130.
    pub fn install() -> Interrupt {
        let interrupt = Interrupt::default();
        let flag = interrupt.0.clone();
        // Only a second handler in the process would be refused; then the default one still stops it.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
        });
        interrupt
    }

    /// The flag, for a library function that is to look at it.
    pub fn flag(&self) -> &Arc<AtomicBool> {
        &self.0
    }
}
