//! Writes the pairs of `traditional.txt` and `compatibility.txt` for `src/data/simplified.rs`.

use super::{list, text};

pub fn source() -> String {
    format!(
        "/// Characters that are looked up as another one, each before that one, and who alone does so. Of two pairs for a\n\
         /// character the later counts.\n\
         pub static PAIRS: &[(char, char, Option<For>)] = {};\n\
         /// Radicals and compatibility ideographs, each before the ideograph that it stands for, which may be\n\
         /// Traditional: the NFKC forms of Unicode, which copying from PDF leaves undone.\n\
         pub static COMPATIBILITY: &[(char, char)] = {};\n",
        list(rows("traditional.txt", |from, to, rest| {
            let only = match rest {
                "" => "None",
                " mentions" => "Some(For::Mentions)",
                " search" => "Some(For::Search)",
                _ => return None,
            };
            Some(format!("({from:?}, {to:?}, {only})"))
        })),
        list(rows("compatibility.txt", |from, to, rest| {
            rest.is_empty().then(|| format!("({from:?}, {to:?})"))
        })),
    )
}

/// The lines of a file but for its head, each as its two characters and what stands behind them make it.
fn rows(name: &str, row: impl Fn(char, char, &str) -> Option<String>) -> Vec<String> {
    let text = text(name);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let read = |line: &str| {
        let mut chars = line.chars();
        row(chars.next()?, chars.next()?, chars.as_str())
    };
    lines.map(|line| read(line).unwrap_or_else(|| panic!("{name}: {line:?} is no pair"))).collect()
}
