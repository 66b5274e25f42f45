//! Reads `chrome.toml`: the words of page furniture.

mod classes;
mod file;
mod heads;
mod names;
mod prefixes;

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

use classes::Classes;
pub use classes::Hint;
use file::{File, file};
use heads::Heads;

use super::simplified::simple;
pub use prefixes::Prefixes;

/// What the value behind a label is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// 来源 and its like; the smaller the rank, the better.
    Source(u8),
    /// 发布时间.
    Date,
    /// 撰稿.
    Author,
    /// 责任编辑.
    Editor,
    /// 作者单位: whom the author works for.
    Affiliation,
    /// 题名.
    Title,
    /// Of no use to the record.
    Other,
}

/// Where a link of a pager leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// To the next page.
    Next,
    /// To the one before.
    Previous,
}

/// The words of page furniture.
pub struct Chrome {
    // Words of these tables are looked up several times a line, and nobody else's keys get in.
    labels: FxHashMap<String, Label>,
    late: Vec<String>,
    label_heads: Heads,
    /// What labels end with.
    label_ends: Heads,
    tokens: FxHashSet<String>,
    longest_token: usize,
    token_heads: Heads,
    /// How lines of furniture begin.
    pub starts: Prefixes,
    /// How lines begin that speak of the copy that is read, or of its site, in sentences.
    pub copies: Prefixes,
    /// How the line begins after which the site offers more to read.
    pub tail: Prefixes,
    /// How a summary begins.
    pub summary: Prefixes,
    /// How a disclaimer begins.
    pub disclaimer_starts: Prefixes,
    disclaimer_words: AhoCorasick,
    /// Only tells whether there is one, but far faster.
    disclaimer_word: AhoCorasick,
    crumb: FxHashSet<String>,
    sites: Endings,
    site_ends: Endings,
    longest_crumb: usize,
    classes: Classes,
    /// What stands before a name that signs.
    pub roles: Vec<String>,
    /// What stands behind it.
    pub after: Vec<String>,
    /// What else stands behind a name beside one that signs.
    pub beside: Vec<String>,
    double_surnames: Vec<String>,
    /// How a remark in brackets begins that signs nothing.
    pub remarks: Prefixes,
    organisations: Endings,
    clerks: FxHashSet<String>,
    no_names: FxHashSet<String>,
    surnames: FxHashSet<char>,
    given_ends: Vec<String>,
    no_given_ends: Vec<String>,
    counters: Vec<String>,
    worthless: FxHashSet<String>,
    greets: Prefixes,
    turns: Vec<(String, Turn)>,
    whole: Vec<String>,
    more: FxHashSet<String>,
    edit: FxHashSet<String>,
    endings: Vec<String>,
    ornaments: Vec<String>,
    /// What stands behind the name of who runs a site.
    pub runs: Vec<String>,
    /// What stands before the book that a text is from.
    pub excerpt_leads: Vec<String>,
    /// Labels of the book in a library's table of fields.
    pub book_labels: Vec<String>,
    /// Labels of the chapter there.
    pub chapter_labels: Vec<String>,
    /// What stands behind it.
    pub excerpt_tails: Vec<String>,
}

/// With so many characters of a line the words are compared that it may begin with.
pub const LONGEST_START: usize = 16;

static CHROME: LazyLock<Chrome> = LazyLock::new(|| Chrome::new(file()));

/// The words of page furniture.
pub fn chrome() -> &'static Chrome {
    &CHROME
}

impl Chrome {
    fn new(file: File) -> Self {
        let (late, labels) = (file.labels.late.clone(), labels(file.labels));
        let label_heads = Heads::new(labels.keys().filter_map(|w| w.chars().next()));
        let label_ends = Heads::new(labels.keys().filter_map(|w| w.chars().next_back()));
        let tokens: FxHashSet<String> = file.tokens.words.iter().map(|w| folded(&w.to_lowercase())).collect();
        Chrome {
            labels,
            late,
            label_heads,
            label_ends,
            longest_token: tokens.iter().map(String::len).max().unwrap_or(0),
            token_heads: Heads::new(tokens.iter().filter_map(|w| w.chars().next())),
            tokens,
            starts: Prefixes::new(&file.starts.words),
            copies: Prefixes::new(&file.copies.words),
            tail: Prefixes::new(&file.tail.words),
            summary: Prefixes::new(&file.summary.words),
            disclaimer_starts: Prefixes::new(&file.disclaimer.starts),
            // Few lines are asked: what is built soonest does.
            disclaimer_words: AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::NoncontiguousNFA))
                .build(&file.disclaimer.words)
                .expect("a few short words"),
            disclaimer_word: AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostFirst)
                .build(&file.disclaimer.words)
                .expect("a few short words"),
            longest_crumb: file.crumb.words.iter().map(String::len).max().unwrap_or(0),
            crumb: file.crumb.words.into_iter().collect(),
            sites: Endings::new(&file.sites.words),
            site_ends: Endings::new(&file.sites.ends),
            classes: Classes::new(file.classes),
            roles: longest_first(file.signature.roles),
            after: longest_first(file.signature.after),
            beside: file.signature.beside,
            double_surnames: file.signature.double_surnames,
            remarks: Prefixes::new(&file.signature.remarks),
            organisations: Endings::new(&file.signature.organisations),
            clerks: file.signature.clerks.into_iter().collect(),
            no_names: file.signature.no_names.into_iter().collect(),
            surnames: file.signature.surnames.chars().collect(),
            given_ends: file.signature.given_ends,
            no_given_ends: file.signature.no_given_ends,
            counters: file.signature.counters,
            worthless: file.sites.worthless.into_iter().collect(),
            greets: Prefixes::new(&file.sites.greets),
            turns: turns(file.pager.next, file.pager.previous),
            whole: file.pager.whole,
            more: file.more.words.into_iter().collect(),
            edit: file.more.edit.into_iter().collect(),
            endings: file.files.endings,
            ornaments: file.files.ornaments,
            runs: file.runs.words,
            excerpt_leads: file.excerpt.leads,
            book_labels: file.book.titles,
            chapter_labels: file.book.chapters,
            excerpt_tails: file.excerpt.tails,
        }
    }

    /// What a label (without blanks and colon) names.
    pub fn label(&self, word: &str) -> Option<Label> {
        if !word.chars().next_back().is_some_and(|last| self.ends_label(last)) {
            return None;
        }
        self.listed_label(word).or_else(|| {
            let other =
                ends_as_source(word) && word.chars().count() <= 6 && word.chars().all(|c| c >= '\u{4e00}');
            other.then_some(Label::Source(3))
        })
    }

    /// What a label of the table names.
    pub fn listed_label(&self, word: &str) -> Option<Label> {
        self.labels.get(word).or_else(|| self.labels.get(&*differing(word)?)).copied()
    }

    /// Whether a label names another date than that of publication.
    pub fn is_late_date(&self, word: &str) -> bool {
        self.late.iter().any(|w| word.starts_with(w.as_str()))
    }

    /// Whether a label of the table can begin with a character.
    pub fn begins_label(&self, c: char) -> bool {
        self.label_heads.has(c)
    }

    /// Whether a label can end with a character.
    pub fn ends_label(&self, c: char) -> bool {
        self.label_ends.has(c)
    }

    /// How many different words of disclaimers stand in a text.
    pub fn disclaiming_words(&self, text: &str) -> usize {
        if !self.disclaimer_word.is_match(text) {
            return 0;
        }
        let mut seen = Vec::new();
        for found in self.disclaimer_words.find_overlapping_iter(text) {
            if !seen.contains(&found.pattern()) {
                seen.push(found.pattern());
            }
        }
        seen.len()
    }

    /// Whether a piece of a line, without blanks, is a word of furniture.
    pub fn is_token(&self, word: &str) -> bool {
        let known = |word: &str| self.tokens.contains(&*lower(word));
        // Most words begin with a character that no word of furniture begins with. Only other letters than these may
        // become another character in lower case.
        let stays = |first: char| first.is_ascii() || is_unicase(first);
        let may_begin = |first: char| !stays(first) || self.begins_token(first);
        word.len() <= self.longest_token
            && word.chars().next().is_none_or(may_begin)
            && (known(word) || differing(word).is_some_and(|word| known(&word)))
    }

    /// Whether a word of furniture can begin with a character.
    pub fn begins_token(&self, c: char) -> bool {
        c.is_ascii_uppercase() || self.token_heads.has(c)
    }

    /// Whether a name ends as those of sites and books do.
    pub fn names_site(&self, name: &str) -> bool {
        self.sites.end(name)
    }

    /// Whether a line without blanks ends like the name of a site that `<title>` has beside that of the page.
    pub fn ends_like_site(&self, line: &str) -> bool {
        self.site_ends.end(line)
    }

    /// Whether a word (without blanks and colon) stands before a breadcrumb, or is its first step.
    pub fn is_crumb(&self, word: &str) -> bool {
        word.len() <= self.longest_crumb && self.crumb.contains(word)
    }

    /// Whether a `<title>` says nothing of its page, by itself or with a number behind: New Page 12.
    pub fn is_worthless_title(&self, title: &str) -> bool {
        let lower = lower(title.trim());
        let number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '_' | '-' | '(' | ')' | '.');
        let bare = lower.trim_end_matches(number);
        let bare = bare.strip_suffix(".htm").or(bare.strip_suffix(".html")).unwrap_or(bare);
        let greets = self.greets.find(&lower).is_some();
        greets || self.worthless.contains(bare) || self.worthless.contains(&*lower)
    }

    /// Where a link of such words turns the pages of an article to.
    pub fn turns(&self, word: &str) -> Option<Turn> {
        self.turns.iter().find(|(w, _)| w == word).map(|(_, turn)| *turn)
    }

    /// Whether a line says that the article has several pages.
    pub fn says_paged(&self, text: &str) -> bool {
        self.whole.iter().any(|w| text.contains(w.as_str()))
    }

    /// Whether the words of a link lead to the rest of a text.
    pub fn is_more(&self, words: &str) -> bool {
        self.more.contains(words)
    }

    /// Whether the words of a link, in lower case, open a section of a wiki for editing.
    pub fn is_edit(&self, words: &str) -> bool {
        self.edit.contains(words)
    }

    /// Whether a file's name ends so, whatever the case.
    pub fn ends_file(&self, end: &str) -> bool {
        self.endings.iter().any(|e| end.eq_ignore_ascii_case(e))
    }

    /// What a class attribute, with the id behind it, says.
    pub fn hint(&self, class: &str) -> Hint {
        self.classes.hint(class)
    }

    /// Whether a picture is an ornament by its name, in lower case.
    pub fn is_icon(&self, name: &str) -> bool {
        self.ornaments.iter().any(|w| name.contains(w.as_str()))
    }
}

/// Whether a label ends in 来源: any such is a source, one of the table or not.
pub fn ends_as_source(label: &str) -> bool {
    label.ends_with("来源") || label.ends_with("來源")
}

/// What each label names.
fn labels(file: file::Labels) -> FxHashMap<String, Label> {
    let groups = [
        (file.other, Label::Other),
        (file.editor, Label::Editor),
        (file.author, Label::Author),
        (file.date, Label::Date),
        (file.affiliation, Label::Affiliation),
        (file.title, Label::Title),
    ];
    let plain = groups.into_iter().flat_map(|(words, label)| words.into_iter().map(move |w| (w, label)));
    let sources = file.source.into_iter().enumerate().map(|(i, w)| (w, Label::Source(i.min(200) as u8)));
    plain.chain(sources).collect()
}

/// Where the links of a pager lead.
fn turns(next: Vec<String>, previous: Vec<String>) -> Vec<(String, Turn)> {
    let next = next.into_iter().map(|w| (w, Turn::Next));
    next.chain(previous.into_iter().map(|w| (w, Turn::Previous))).collect()
}

/// The words, the longest first.
fn longest_first(mut words: Vec<String>) -> Vec<String> {
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    words
}

/// A text in its Simplified form, in which words are compared.
fn folded(text: &str) -> String {
    text.chars().map(simple).collect()
}

/// The Simplified form of a text that is not in it.
fn differing(text: &str) -> Option<String> {
    text.chars().any(|c| !c.is_ascii() && simple(c) != c).then(|| folded(text))
}

/// Words that texts end in, in their Simplified form.
struct Endings {
    words: Vec<String>,
    /// Their last characters: most texts end in another.
    last: Heads,
}

impl Endings {
    fn new(words: &[String]) -> Self {
        let words: Vec<String> = words.iter().map(|w| folded(w)).collect();
        Endings { last: Heads::new(words.iter().filter_map(|w| w.chars().next_back())), words }
    }

    /// Whether a text ends in one of them.
    fn end(&self, text: &str) -> bool {
        let ends = |text: &str| self.words.iter().any(|end| text.ends_with(end.as_str()));
        text.chars().next_back().is_some_and(|last| self.last.has(last))
            && (ends(text) || differing(text).is_some_and(|text| ends(&text)))
    }
}

/// Whether a character is one without case: nothing from the first CJK radical to the last of the syllables of Yi and Vai
/// has any.
fn is_unicase(c: char) -> bool {
    ('\u{2e80}'..='\u{a63f}').contains(&c)
}

/// A text in lower case.
fn lower(text: &str) -> Cow<'_, str> {
    let stays = |c: char| c.is_ascii() && !c.is_ascii_uppercase() || is_unicase(c);
    if text.chars().all(stays) { text.into() } else { text.to_lowercase().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_and_no_label_stands_in_two_groups() {
        let labels = file().labels;
        let mut seen = FxHashSet::default();
        for word in labels
            .source
            .iter()
            .chain(&labels.date)
            .chain(&labels.author)
            .chain(&labels.editor)
            .chain(&labels.affiliation)
            .chain(&labels.title)
            .chain(&labels.other)
        {
            assert!(seen.insert(word.clone()), "{word} stands twice among the labels");
            assert!(!word.contains([' ', '：', ':']), "{word} holds a blank or a colon");
        }
    }

    /// A line in lower case without blanks, and without the brackets around it.
    fn bare(line: &str) -> String {
        let solid: String = line.to_lowercase().split_whitespace().collect();
        solid.trim_matches(['【', '】', '（', '）']).to_owned()
    }

    #[test]
    fn no_start_is_longer_than_what_is_compared() {
        let file = file();
        let starts = [&file.starts.words, &file.copies.words, &file.tail.words];
        for word in starts.into_iter().flatten() {
            assert!(word.chars().count() <= LONGEST_START, "{word}");
            assert!(!word.contains(char::is_whitespace), "{word}: a line is compared without blanks");
        }
    }

    #[test]
    fn every_example_is_what_its_group_says() {
        let file = file();
        let chrome = chrome();
        let label = |line: &str| bare(line).split(['：', ':']).next().map(str::to_owned).unwrap_or_default();
        for line in &file.labels.examples {
            assert!(chrome.label(&label(line)).is_some(), "{line}");
        }
        for line in &file.tokens.examples {
            let lower = line.to_lowercase();
            let marks = |c: char| c.is_whitespace() || "【】[]：:|".contains(c);
            let pieces: Vec<&str> = lower.split(marks).filter(|p| !p.is_empty()).collect();
            let known = |piece: &&str| chrome.is_token(piece) || chrome.label(piece) == Some(Label::Other);
            assert!(!pieces.is_empty() && pieces.iter().all(known), "{line}: {pieces:?}");
        }
        for line in &file.starts.examples {
            assert!(chrome.starts.find(&bare(line)).is_some(), "{line}");
        }
        for line in &file.copies.examples {
            assert!(chrome.copies.find(&bare(line)).is_some(), "{line}");
        }
        for line in &file.tail.examples {
            assert!(chrome.tail.find(&bare(line)).is_some(), "{line}");
        }
        for line in &file.disclaimer.examples {
            let words = chrome.disclaiming_words(line);
            assert!(chrome.disclaimer_starts.find(&bare(line)).is_some() || words > 1, "{line}");
        }
        for line in &file.crumb.examples {
            assert!(chrome.is_crumb(&label(line)), "{line}");
        }
        for line in &file.sites.examples {
            assert!(chrome.names_site(line), "{line}");
        }
        for line in &file.pager.examples {
            assert!(chrome.turns(line).is_some(), "{line}");
        }
        for line in &file.more.examples {
            assert!(chrome.is_more(&bare(line)), "{line}");
        }
        for line in &file.files.examples {
            assert!(line.rsplit_once('.').is_some_and(|(_, end)| chrome.ends_file(end)), "{line}");
        }
        for line in &file.runs.examples {
            assert!(chrome.runs.iter().any(|w| line.ends_with(w.as_str())), "{line}");
        }
        for line in &file.excerpt.examples {
            let leads = chrome.excerpt_leads.iter().any(|w| line.starts_with(w.as_str()));
            assert!(leads || chrome.excerpt_tails.iter().any(|w| line.ends_with(w.as_str())), "{line}");
        }
        for line in &file.signature.examples {
            let line = bare(line);
            let name = chrome.roles.iter().find_map(|r| line.strip_prefix(r.as_str())).unwrap_or(&line);
            let name = name.trim_start_matches(['：', ':', '／', '/']);
            assert!((2..=4).contains(&name.chars().count()), "{line}: {name}");
        }
    }
}
