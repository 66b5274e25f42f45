//! Speaks to the person at the terminal: colours, messages, interrupts.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{ArgAction, Args, ColorChoice};
use nianjian::text::is_unseen;

/// The flags that every subcommand has.
#[derive(Debug, Args)]
pub struct GlobalArgs {
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more: once, what is skipped; twice, every input
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

/// What every subcommand knows of how it was called.
#[derive(Debug)]
pub struct Globals {
    /// `-q`: nothing but errors.
    pub quiet: bool,
    /// How many `-v`.
    pub verbose: u8,
    /// Colours on standard error.
    color_err: bool,
    /// Colours on standard output.
    color_out: bool,
}

impl Globals {
    /// Reads the flags, `NO_COLOR` and whether a terminal listens.
    pub fn new(args: &GlobalArgs) -> Globals {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let colored = |terminal: bool| match args.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !no_color,
        };
        Globals {
            quiet: args.quiet,
            verbose: args.verbose,
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
            let _ = writeln!(io::stderr(), "{}", harmless(text));
        }
    }

    /// A closed standard error must not end the work: nothing here reports failure to write.
    fn line(&self, color: &str, label: &str, text: &str) {
        let (mut err, text) = (io::stderr().lock(), harmless(text));
        let _ = match self.color_err {
            true => writeln!(err, "\x1b[{color}m{label}:\x1b[0m {text}"),
            false => writeln!(err, "{label}: {text}"),
        };
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
