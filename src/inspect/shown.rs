//! Pages on their way to a reader: the mentions of a large page take many times the room of its text, so those of each
//! text are found where it is shown and then forgotten.

use std::cell::RefCell;

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::{Inspection, look};
use crate::check::{Checker, Finding};
use crate::convert::{Options, Unread, era_doubts, reading};
use crate::error::Rejection;
use crate::mention::{Parts, Reading};
use crate::page::Page;
use crate::record::{Block, Coverage, Record, Section};

/// A page as [`inspect`](super::inspect()) sees it, but with no mentions in its record, and what was held against the
/// numbers of its text. [`mentions`] finds the mentions of its texts in their order.
///
/// # Errors
/// Those of [`convert`](crate::convert()).
pub fn sketch(page: &Page, options: &Options, trace: bool) -> Result<(Inspection, Vec<Finding>), Rejection> {
    let mut seen = look(page, options, trace, |sections, _, notices| (sections, notices))?;
    let record = &mut seen.record;
    let mut reading = mentions(record);
    let mut checker = Checker::new(&record.sections, record.coverage.as_ref());
    for section in &record.sections {
        reading.section(section.heading.as_deref());
        checker.section();
        for block in &section.blocks {
            checker.begin(block);
            let parts = block.running_text().map(|(text, _)| Parts::of(text));
            parts.into_iter().flatten().for_each(|part| checker.text(part, &reading.find_part(part)));
        }
    }
    record.notices.extend(era_doubts(&reading));
    let findings = checker.findings(record);
    Ok((seen, findings))
}

/// What finds the mentions of a record's texts: begin each section with its heading.
pub fn mentions(record: &Record) -> Reading {
    reading(&record.sections, record.coverage.as_ref())
}

/// A page as [`inspect`](super::inspect()) sees it, to be written as JSON, once: its texts are gone then. `explain` adds, as
/// `explained`, the texts in their order, headings among them: each mention with what led to its value.
///
/// # Errors
/// Those of [`convert`](crate::convert()).
pub fn as_json(
    page: &Page,
    options: &Options,
    trace: bool,
    explain: bool,
) -> Result<impl Serialize, Rejection> {
    let mut explained = None;
    let seen = look(page, options, trace, |sections, coverage, notices| {
        explained = explain.then(|| Explained::of(&sections, coverage));
        Unread::new(sections, coverage, notices)
    })?;
    Ok(Shown { seen, explained })
}

/// A page as it was understood, for a program.
#[derive(serde::Serialize)]
struct Shown<R> {
    #[serde(flatten)]
    seen: Inspection<R>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<Explained>,
}

/// The texts of a record whose mentions are explained while they are written.
struct Explained {
    sections: Vec<Texts>,
    reading: Reading,
}

/// The texts of a section: its heading, and those of its blocks.
struct Texts {
    heading: Option<String>,
    running: Vec<String>,
}

impl Explained {
    fn of(sections: &[Section], coverage: Option<&Coverage>) -> Explained {
        let texts = |section: &Section| Texts {
            heading: section.heading.clone(),
            running: section
                .blocks
                .iter()
                .filter_map(Block::running_text)
                .map(|(text, _)| text.to_owned())
                .collect(),
        };
        Explained { sections: sections.iter().map(texts).collect(), reading: reading(sections, coverage) }
    }
}

impl Serialize for Explained {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reading = self.reading.clone();
        let mut out = serializer.serialize_seq(None)?;
        for section in &self.sections {
            out.serialize_element(&reading.explain_section(section.heading.as_deref()))?;
            for text in &section.running {
                out.serialize_element(&Explanations { text, reading: RefCell::new(&mut reading) })?;
            }
        }
        out.end()
    }
}

/// The mentions of a text with what led to their values.
struct Explanations<'r> {
    text: &'r str,
    reading: RefCell<&'r mut Reading>,
}

impl Serialize for Explanations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_seq(None)?;
        for part in Parts::of(self.text) {
            let explained = self.reading.borrow_mut().explain_part(part);
            explained.iter().try_for_each(|one| out.serialize_element(one))?;
        }
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::inspect::inspect;

    #[test]
    fn what_is_found_while_it_is_shown_is_what_inspect_finds() {
        let text = "妇女联合会\n\n【概况】 2013年，区妇联为400多户送去50多万元，永和九年建会。\n\n\
                    【1月】 5日，培训20人次，其中男12人次，女9人次。\n";
        let page = Page { body: text.into(), ..Page::default() };
        let options = Options::default();
        let whole = inspect(&page, &options).expect("a record");
        let json = as_json(&page, &options, false, false).expect("a record");
        assert_eq!(serde_json::to_string(&json).unwrap(), serde_json::to_string(&whole).unwrap());
        let (bare, findings) = sketch(&page, &options, false).expect("a record");
        assert_eq!(findings, check::findings(&whole.record));
        assert_eq!(bare.record.notices, whole.record.notices);
        assert!(whole.record.notices.iter().any(|notice| notice.code == "era-ambiguous"));
        let mut reading = mentions(&bare.record);
        for (section, known) in bare.record.sections.iter().zip(&whole.record.sections) {
            assert_eq!(reading.section(section.heading.as_deref()), known.heading_mentions);
            for (block, known) in section.blocks.iter().zip(&known.blocks) {
                let (Some((text, none)), Some((_, known))) = (block.running_text(), known.running_text())
                else {
                    continue;
                };
                assert!(none.is_empty() && !known.is_empty());
                assert_eq!(reading.find(text), known);
            }
        }
    }
}
