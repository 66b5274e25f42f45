//! Counts what stands in the sections of a record.

use super::{Block, Section};
use crate::mention::{Basis, Mention};

/// How much stands in the sections of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many sections have a heading.
    pub sections: u64,
    /// How many characters the running texts have.
    pub characters: u64,
    /// How many mentions.
    pub mentions: u64,
    /// How many of them are dates without a known year.
    pub unresolved: u64,
}

impl Tally {
    /// Counts all of it.
    pub fn of(sections: &[Section]) -> Tally {
        let mut tally = Tally::default();
        for section in sections {
            tally.add_heading(section);
            section.blocks.iter().for_each(|block| tally.add_block(block));
        }
        tally
    }

    /// Counts a section without its blocks.
    pub fn add_heading<B>(&mut self, section: &Section<B>) {
        self.sections += u64::from(section.heading.is_some());
        self.add_mentions(&section.heading_mentions);
    }

    /// Counts a block.
    pub fn add_block(&mut self, block: &Block) {
        if let Some((text, mentions)) = block.running_text() {
            self.add_text(text, mentions);
        }
    }

    /// Counts a running text, or a part of one.
    pub fn add_text(&mut self, text: &str, mentions: &[Mention]) {
        self.characters += text.chars().count() as u64;
        self.add_mentions(mentions);
    }

    fn add_mentions(&mut self, found: &[Mention]) {
        self.mentions += found.len() as u64;
        self.unresolved += found.iter().filter(|m| m.basis == Some(Basis::Unresolved)).count() as u64;
    }
}
