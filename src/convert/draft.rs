//! A record whose mentions are found while it is written, block by block: those of a large page take more memory
//! than the page, and nobody needs all of them at once.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::ops::Deref;
use std::rc::Rc;

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::{era_doubts, reading};
use crate::check::Checker;
use crate::emit;
use crate::error::Notice;
use crate::mention::{Parts, Reading};
use crate::record::{Block, Coverage, Record, Section, Tally};

/// A record that has not been written yet.
pub(crate) type Draft = Record<Unread, Told>;

/// The sections of a record in which no mentions have been sought yet.
pub(crate) struct Unread {
    sections: Cell<Vec<Section>>,
    reading: Rc<RefCell<Reading>>,
    tally: Cell<Tally>,
    checker: RefCell<Option<Checker>>,
}

/// What was seen in the sections of a record while they were written.
pub(crate) struct Summed {
    pub(crate) tally: Tally,
    /// How many numbers contradict others.
    pub(crate) contradictions: u64,
}

impl Draft {
    /// Writes the record as a line of JSON, once: its sections are gone then. What was in them.
    ///
    /// # Errors
    /// Those of `out`.
    pub(crate) fn write<W: Write>(&self, out: W) -> serde_json::Result<(W, Summed)> {
        let out = emit::write_line(self, out)?;
        let checker = self.sections.checker.take();
        let contradictions = checker.map_or(0, Checker::contradictions);
        Ok((out, Summed { tally: self.sections.tally.get(), contradictions }))
    }
}

impl Unread {
    pub(crate) fn new(
        sections: Vec<Section>,
        coverage: Option<&Coverage>,
        notices: Vec<Notice>,
    ) -> (Unread, Told) {
        let reading = Rc::new(RefCell::new(reading(&sections, coverage)));
        let checker = RefCell::new(Some(Checker::new(&sections, coverage)));
        let told = Told { notices, reading: reading.clone() };
        (Unread { sections: Cell::new(sections), reading, tally: Cell::default(), checker }, told)
    }

    fn count(&self, add: impl FnOnce(&mut Tally, &mut Checker)) {
        let mut tally = self.tally.get();
        if let Some(checker) = &mut *self.checker.borrow_mut() {
            add(&mut tally, checker);
        }
        self.tally.set(tally);
    }
}

impl Serialize for Unread {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sections = self.sections.take();
        let mut out = serializer.serialize_seq(Some(sections.len()))?;
        for Section { heading, heading_surface, outline, heading_mentions: _, blocks } in sections {
            let heading_mentions = self.reading.borrow_mut().section(heading.as_deref());
            let blocks = Blocks { blocks: Cell::new(blocks), of: self };
            let section = Section { heading, heading_surface, outline, heading_mentions, blocks };
            self.count(|tally, checker| {
                tally.add_heading(&section);
                checker.section();
            });
            out.serialize_element(&section)?;
        }
        out.end()
    }
}

/// The notices of a record whose sections are written before them.
pub(crate) struct Told {
    notices: Vec<Notice>,
    reading: Rc<RefCell<Reading>>,
}

impl Deref for Told {
    type Target = [Notice];

    fn deref(&self) -> &[Notice] {
        &self.notices
    }
}

impl Serialize for Told {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let doubts = era_doubts(&self.reading.borrow());
        serializer.collect_seq(self.notices.iter().chain(&doubts))
    }
}

/// The blocks of a section in which no mentions have been sought yet.
struct Blocks<'u> {
    blocks: Cell<Vec<Block>>,
    of: &'u Unread,
}

impl Serialize for Blocks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let blocks = self.blocks.take();
        let mut out = serializer.serialize_seq(Some(blocks.len()))?;
        for block in blocks {
            self.of.count(|_, checker| checker.begin(&block));
            let text = block.running_text().map_or("", |(text, _)| text);
            match block.with(Mentions { text, of: self.of }) {
                Some(read) => out.serialize_element(&read)?,
                None => out.serialize_element(&block)?,
            }
        }
        out.end()
    }
}

/// The mentions of a text in which none have been sought yet.
struct Mentions<'u> {
    text: &'u str,
    of: &'u Unread,
}

impl Serialize for Mentions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_seq(None)?;
        for part in Parts::of(self.text) {
            let found = self.of.reading.borrow_mut().find_part(part);
            self.of.count(|tally, checker| {
                tally.add_text(part.text, &found);
                checker.text(part, &found);
            });
            found.iter().try_for_each(|mention| out.serialize_element(mention))?;
        }
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use crate::check;
    use crate::convert::{Options, convert, draft};
    use crate::emit;
    use crate::page::Page;
    use crate::record::Tally;

    #[test]
    fn what_is_written_block_by_block_is_the_record() {
        let text = "妇女联合会\n\n【概况】 2013年，区妇联为400多户送去50多万元。\n\n1月17日，召开大会。\n\n\
                    【1月】 5日，培训20人次，其中男12人次，女9人次。\n";
        let page = Page { body: text.into(), ..Page::default() };
        let record = convert(&page, &Options::default()).expect("a record");
        let draft = draft(&page, &Options::default()).expect("a draft");
        let (line, summed) = draft.write(Vec::new()).expect("a record is JSON");
        assert_eq!(
            String::from_utf8(line),
            String::from_utf8(emit::json_line(&record).expect("a record is JSON"))
        );
        let tally = summed.tally;
        assert_eq!(tally, Tally::of(&record.sections));
        assert!(tally.mentions >= 6 && tally.sections == 2, "{tally:?}");
        assert_eq!((summed.contradictions, check::contradictions(&record)), (1, 1));
    }
}
