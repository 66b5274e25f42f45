//! What a start tag does, by where it stands.

use html5ever::local_name;

use super::kind::Kind;
use super::{NeedsTree, Reader, Stage, Tag};
use crate::document::attribute::Key;

impl<'t> Reader<'t, '_> {
    pub(super) fn begin(&mut self, tag: &Tag<'t>) -> Option<()> {
        match (self.stage, tag.kind) {
            (_, Kind::Foreign) => return self.give_up(NeedsTree::Foreign),
            // A second one only adds the attributes that the first has not.
            (Stage::Html | Stage::Head | Stage::Between | Stage::After, Kind::Html) => {
                return self.only_if(tag.attrs.is_empty(), NeedsTree::Misplaced);
            }
            (Stage::Between, Kind::Meta | Kind::Title | Kind::Template) => {
                return self.give_up(NeedsTree::Misplaced);
            }
            (Stage::Start, Kind::Html) => {
                self.stage = Stage::Html;
                return self.open(tag);
            }
            (Stage::Start | Stage::Html, Kind::Head | Kind::Meta | Kind::Title | Kind::Template) => {
                if self.stage == Stage::Start {
                    self.imply(local_name!("html"), Kind::Html)?;
                }
                self.stage = Stage::Head;
                if tag.kind == Kind::Head {
                    return self.open(tag);
                }
                self.imply(local_name!("head"), Kind::Head)?;
                self.place(tag);
            }
            (Stage::Head, Kind::Meta | Kind::Title | Kind::Template) => self.place(tag),
            (Stage::Head | Stage::Between, Kind::Head) => {}
            (Stage::Start | Stage::Html | Stage::Head | Stage::Between, Kind::Body) => {
                self.imply_up_to_body()?;
                self.stage = Stage::Body;
                self.bare_body = tag.attrs.is_empty();
                return self.open(tag);
            }
            _ => {
                self.imply_body()?;
                self.return_to_body()?;
                return match self.kind().holds_cells() {
                    true => self.begin_in_table(tag),
                    false => self.begin_in_body(tag),
                };
            }
        }
        Some(())
    }

    fn begin_in_body(&mut self, tag: &Tag<'t>) -> Option<()> {
        match tag.kind {
            Kind::Html => return self.only_if(tag.attrs.is_empty(), NeedsTree::Misplaced),
            Kind::Body => return self.add_to_body(tag),
            Kind::Foreign => return self.give_up(NeedsTree::Foreign),
            Kind::Head => return Some(()),
            Kind::Meta | Kind::Title | Kind::Void | Kind::Drawing | Kind::Template => {
                self.place(tag);
                return Some(());
            }
            Kind::Rule => {
                self.close_paragraph()?;
                return self.place_field(tag);
            }
            Kind::Input => return self.place_field(tag),
            Kind::Form if self.form.is_some() => return Some(()),
            Kind::Caption | Kind::ColumnGroup | Kind::Column | Kind::RowGroup | Kind::Row | Kind::Cell => {
                let Some(cell) = self.cell() else { return Some(()) };
                self.close_implied(None);
                self.clear_to(cell)?;
                return self.begin_in_table(tag);
            }
            _ => self.make_way(tag)?,
        }
        self.open(tag)
    }

    /// Adds what a second `<body>` says to the first, which has no attributes: what stands before a page's body, as a
    /// page included at its head, begins one.
    fn add_to_body(&mut self, tag: &Tag<'t>) -> Option<()> {
        if tag.attrs.is_empty() {
            return Some(());
        }
        // What it sets in another way would hold for the lines before it, too.
        let added = self.bare_body && self.walk.name_body(&tag.attrs);
        self.bare_body = false;
        self.only_if(added, NeedsTree::Misplaced)
    }

    /// Closes what an element ends by beginning, and looks whether it may begin there.
    fn make_way(&mut self, tag: &Tag<'t>) -> Option<()> {
        match tag.kind {
            Kind::Block | Kind::List | Kind::Pre | Kind::Paragraph => self.close_paragraph()?,
            Kind::Heading => {
                self.close_paragraph()?;
                if self.kind() == Kind::Heading {
                    self.pop();
                }
            }
            Kind::Form => {
                self.close_paragraph()?;
                self.form = Some(self.begun + 1);
            }
            Kind::Item | Kind::Definition => {
                self.close_item(tag.kind)?;
                self.close_paragraph()?;
            }
            Kind::Button | Kind::Select => {
                self.only_if(!self.is_in_scope(tag.kind), NeedsTree::Nested)?;
            }
            Kind::Link | Kind::Formatting => self.begin_formatting(tag)?,
            Kind::Table if self.paragraph().is_some() => match self.quirks {
                Some(true) => {}
                Some(false) => self.close_paragraph()?,
                None => return self.give_up(NeedsTree::Doctype),
            },
            Kind::Option => {
                if self.is_in_scope(Kind::Select) {
                    self.close_implied(None);
                } else if self.kind() == Kind::Option {
                    self.pop();
                }
            }
            _ => {}
        }
        Some(())
    }

    /// Places an element that would end a list to choose from.
    fn place_field(&mut self, tag: &Tag<'t>) -> Option<()> {
        if self.is_in_scope(Kind::Select) {
            return self.give_up(NeedsTree::Nested);
        }
        self.place(tag);
        Some(())
    }

    /// Looks whether one may begin without another being ended or forgotten: a link inside a link, a fourth bold.
    fn begin_formatting(&self, tag: &Tag<'t>) -> Option<()> {
        if !self.has_open(tag.kind) {
            return Some(());
        }
        let inside = self.open.iter().rev().take_while(|open| !open.kind.marks_formatting());
        let same = inside.filter(|open| open.name == tag.name).count();
        let alone = tag.kind == Kind::Link || tag.name == local_name!("nobr");
        let most = if alone { 0 } else { 2 };
        self.only_if(same <= most, NeedsTree::Formatting)
    }

    /// Closes the item that the next one ends.
    fn close_item(&mut self, kind: Kind) -> Option<()> {
        if !self.has_open(kind) {
            return Some(());
        }
        let passes = |kind: Kind| !kind.special() || matches!(kind, Kind::Block | Kind::Paragraph);
        let Some(item) = self.open.iter().rposition(|open| open.kind == kind || !passes(open.kind)) else {
            return Some(());
        };
        let Some(open) = self.open.get(item).filter(|open| open.kind == kind) else { return Some(()) };
        let name = open.name.clone();
        // Only `<address>` and `<div>` let the search pass.
        let blocks = self.open.iter().skip(item + 1).filter(|open| open.kind == Kind::Block);
        if blocks.clone().any(|b| b.name != local_name!("div") && b.name != local_name!("address")) {
            return Some(());
        }
        self.close_implied(Some(&name));
        self.close_to(item)
    }

    fn begin_in_table(&mut self, tag: &Tag<'t>) -> Option<()> {
        if self.kind() == Kind::ColumnGroup && tag.kind != Kind::Column {
            self.pop();
        }
        match tag.kind {
            Kind::Caption | Kind::ColumnGroup | Kind::RowGroup => self.pop_to_kind(&[Kind::Table]),
            Kind::Column => {
                if self.kind() != Kind::ColumnGroup {
                    self.pop_to_kind(&[Kind::Table]);
                    self.imply(local_name!("colgroup"), Kind::ColumnGroup)?;
                }
                self.place(tag);
                return Some(());
            }
            Kind::Row | Kind::Cell => {
                match tag.kind {
                    Kind::Row => self.pop_to_kind(&[Kind::Table, Kind::RowGroup]),
                    _ => self.pop_to_kind(&[Kind::Table, Kind::RowGroup, Kind::Row]),
                }
                if self.kind() == Kind::Table {
                    self.imply(local_name!("tbody"), Kind::RowGroup)?;
                }
                if self.kind() == Kind::RowGroup && tag.kind == Kind::Cell {
                    self.imply(local_name!("tr"), Kind::Row)?;
                }
            }
            Kind::Input => {
                let kind = tag.attrs.iter().find(|attr| attr.name == Key::Type);
                let hidden = kind.is_some_and(|attr| attr.value.eq_ignore_ascii_case("hidden"));
                self.only_if(hidden, NeedsTree::OutsideCells)?;
                self.place(tag);
                return Some(());
            }
            Kind::Form => {
                if self.form.is_none() {
                    self.form = Some(self.begun + 1);
                    self.place(tag);
                }
                return Some(());
            }
            _ => return self.give_up(NeedsTree::OutsideCells),
        }
        self.open(tag)
    }

    /// Closes rows and the like until one of such a kind is innermost.
    pub(super) fn pop_to_kind(&mut self, kinds: &[Kind]) {
        while !kinds.contains(&self.kind()) && self.open.len() > 1 {
            self.pop();
        }
    }
}
