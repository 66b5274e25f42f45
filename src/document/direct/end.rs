//! What an end tag does, by where it stands.

use html5ever::{LocalName, local_name};

use super::kind::Kind;
use super::{NeedsTree, Reader, Stage};

impl Reader<'_, '_> {
    pub(super) fn end(&mut self, name: &LocalName, kind: Kind) -> Option<()> {
        if *name == local_name!("br") {
            return self.give_up(NeedsTree::StrayEnd);
        }
        let early = matches!(self.stage, Stage::Start | Stage::Html | Stage::Head | Stage::Between);
        match kind {
            Kind::Head if self.stage == Stage::Head => {
                self.pop();
                self.stage = Stage::Between;
                Some(())
            }
            Kind::Html | Kind::Head | Kind::Body if early => self.give_up(NeedsTree::StrayEnd),
            // No doctype counts behind it.
            _ if self.stage == Stage::Start => self.give_up(NeedsTree::StrayEnd),
            _ if early => Some(()),
            Kind::Html | Kind::Body => {
                if self.in_scope(|open| open.kind == Kind::Body).is_some() {
                    self.stage = Stage::After;
                }
                Some(())
            }
            _ => {
                self.stage = Stage::Body;
                match self.kind().holds_cells() {
                    true => self.end_in_table(name, kind),
                    false => self.end_in_body(name, kind),
                }
            }
        }
    }

    fn end_in_body(&mut self, name: &LocalName, kind: Kind) -> Option<()> {
        // Nothing stands between in most.
        if kind.ends_alone() && self.open.last().is_some_and(|open| open.name == *name) {
            self.pop();
            return Some(());
        }
        let found = match kind {
            Kind::Foreign => None,
            _ if !self.has_open(kind) && kind.ends_only_its_like() => None,
            Kind::Block
            | Kind::List
            | Kind::Pre
            | Kind::Button
            | Kind::Select
            | Kind::Embedded
            | Kind::Definition => self.in_scope(|open| open.name == *name),
            Kind::Heading => self.in_scope(|open| open.kind == Kind::Heading),
            Kind::Item => self.within(|open| open.kind == kind, |kind| kind.bounds() || kind == Kind::List),
            Kind::Form => return self.end_form(),
            Kind::Paragraph => {
                if self.paragraph().is_none() {
                    self.imply(local_name!("p"), Kind::Paragraph)?;
                }
                return self.close_paragraph();
            }
            Kind::Link | Kind::Formatting => return self.end_formatting(name),
            Kind::Table | Kind::Caption | Kind::RowGroup | Kind::Row | Kind::Cell => {
                return self.end_around(name, kind);
            }
            _ => return self.end_any(name),
        };
        let Some(found) = found else { return Some(()) };
        let itself = matches!(kind, Kind::Item | Kind::Definition);
        self.close_implied(Some(name).filter(|_| itself));
        if kind == Kind::Embedded { self.clear_to(found) } else { self.close_to(found) }
    }

    fn end_form(&mut self) -> Option<()> {
        let Some(form) = self.form.take() else { return Some(()) };
        if self.in_scope(|open| open.number == form).is_none() {
            return Some(());
        }
        self.close_implied(None);
        self.only_if(self.open.last().is_some_and(|open| open.number == form), NeedsTree::Nested)?;
        self.pop();
        Some(())
    }

    fn end_formatting(&mut self, name: &LocalName) -> Option<()> {
        match self.within(|open| open.name == *name, Kind::marks_formatting) {
            // A block inside it would have to be taken out.
            Some(found) if self.open.iter().skip(found).any(|open| open.kind.special()) => {
                self.give_up(NeedsTree::Formatting)
            }
            Some(found) => self.close_to(found),
            None => self.end_any(name),
        }
    }

    /// The end tag of an element without rules of its own closes it unless an element that has some stands between.
    fn end_any(&mut self, name: &LocalName) -> Option<()> {
        let Some(found) = self.within(|open| open.name == *name, Kind::special) else { return Some(()) };
        self.close_implied(Some(name));
        self.close_to(found)
    }

    /// The end tag of a part of a table, inside one of its cells.
    fn end_around(&mut self, name: &LocalName, kind: Kind) -> Option<()> {
        let Some(cell) = self.cell() else { return Some(()) };
        let inside = self.open.get(cell)?;
        let ends_itself = inside.name == *name;
        let ends_table = match (inside.kind, kind) {
            (_, Kind::Table) => true,
            (Kind::Cell, Kind::RowGroup | Kind::Row) => {
                self.within(|open| open.name == *name, |kind| kind == Kind::Table).is_some()
            }
            _ => false,
        };
        if !(ends_itself || ends_table) {
            return Some(());
        }
        self.close_implied(None);
        self.clear_to(cell)?;
        if ends_table { self.end_in_table(name, kind) } else { Some(()) }
    }

    fn end_in_table(&mut self, name: &LocalName, kind: Kind) -> Option<()> {
        if self.kind() == Kind::ColumnGroup {
            if kind == Kind::Column {
                return Some(());
            }
            self.pop();
            if kind == Kind::ColumnGroup {
                return Some(());
            }
        }
        match kind {
            Kind::Table => {
                self.pop_to_kind(&[Kind::Table]);
                self.pop();
            }
            Kind::RowGroup => {
                let group = self.within(|open| open.name == *name, |kind| kind == Kind::Table);
                if let Some(group) = group {
                    self.pop_to(group);
                }
            }
            Kind::Row if self.kind() == Kind::Row => self.pop(),
            Kind::Form => self.form = None,
            Kind::Paragraph => return self.give_up(NeedsTree::StrayEnd),
            Kind::Link | Kind::Formatting => {
                let open = self.within(|open| open.name == *name, Kind::marks_formatting);
                return self.only_if(open.is_none(), NeedsTree::Formatting);
            }
            _ => {}
        }
        Some(())
    }
}
