//! Cuts a text at its mentions, so that a template can underline them.

use std::collections::HashSet;

use super::findings::Accused;
use super::say::{self, Meaning, Tag};
use super::words::Words;
use crate::mention::Mention;
use crate::text::ByteOffsets;

/// A piece of a text.
pub(crate) enum Piece<'t> {
    /// Words between mentions.
    Text(&'t str),
    /// A mention.
    Mark(Box<Mark<'t>>),
}

/// A mention in its text.
pub(crate) struct Mark<'t> {
    /// Its anchor without `#`: `s1b2m4`.
    pub(crate) anchor: String,
    /// The class of its underline.
    pub(crate) class: &'static str,
    /// Its words.
    pub(crate) text: &'t str,
    /// What they mean.
    pub(crate) meaning: Meaning,
    /// The number of the finding that accuses it.
    pub(crate) accused: Option<usize>,
}

/// A note in the margin.
pub(crate) struct Note<'t> {
    /// The words of the text.
    pub(crate) words: &'t str,
    /// What they mean.
    pub(crate) meaning: String,
    /// How the year is known.
    pub(crate) tag: Option<&'static str>,
}

/// A text cut at its mentions, with the notes that stand beside it.
pub(crate) struct Marked<'t> {
    /// The pieces, in order.
    pub(crate) pieces: Vec<Piece<'t>>,
    /// The notes, each once.
    pub(crate) notes: Vec<Note<'t>>,
}

/// The mentions that stand where they say, with their numbers from 0. Whatever a record holds, the others have no
/// anchor in its page, and nothing may lead there.
pub(crate) fn standing<'m>(
    text: &str,
    mentions: &'m [Mention],
) -> impl Iterator<Item = (usize, &'m Mention)> {
    let length = text.chars().count();
    let mut last = 0;
    mentions.iter().enumerate().filter(move |(_, mention)| {
        let stands = mention.start >= last && mention.end > mention.start && mention.end <= length;
        if stands {
            last = mention.end;
        }
        stands
    })
}

/// Cuts `text`. `block` is the anchor of the block: `s1b2`. A mention that does not stand where it says is
/// left out: the text is shown whole, whatever a record holds. `accused` are what contradicts in this block.
pub(crate) fn cut<'t>(
    text: &'t str,
    mentions: &'t [Mention],
    block: &str,
    accused: &[Accused],
    w: &Words,
) -> Marked<'t> {
    let (mut pieces, mut notes, mut said) = (Vec::new(), Vec::new(), HashSet::new());
    let mut offsets = ByteOffsets::new(text);
    let mut done = 0;
    for (i, mention) in standing(text, mentions) {
        let (start, end) = (offsets.at(mention.start), offsets.at(mention.end));
        let (Some(before), Some(words)) = (text.get(done..start), text.get(start..end)) else { continue };
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let accused = accused.iter().find(|a| a.mention == Some(i)).map(|a| a.number);
        let class = match (accused, say::class(mention)) {
            (Some(_), class) => accused_class(class),
            (None, class) => class,
        };
        let mut meaning = say::meaning(mention, w);
        meaning.grounds.extend(accused.map(|number| Accused::ground(number, w)));
        if let Some((meaning, tag)) = say::note(mention, w)
            && said.insert((words, meaning.clone()))
        {
            notes.push(Note { words, meaning, tag: tag.map(|t: Tag| t.sign(w)) });
        }
        pieces.push(Piece::Mark(Box::new(Mark {
            anchor: format!("{block}m{}", i + 1),
            class,
            text: words,
            meaning,
            accused,
        })));
        done = end;
    }
    if let Some(rest) = text.get(done..).filter(|rest| !rest.is_empty()) {
        pieces.push(Piece::Text(rest));
    }
    Marked { pieces, notes }
}

/// The class of a mention that a check accuses: wavy over its own line.
fn accused_class(class: &'static str) -> &'static str {
    match class {
        "u" => "u x",
        "g" => "g x",
        "c" => "c x",
        "o" => "o x",
        "m" => "m x",
        "r" => "r x",
        "q" => "q x",
        _ => "d x",
    }
}
