//! Lays a page out as lines while it is told what begins, what stands there and what ends.

mod apart;
mod nested;

use std::borrow::Cow;

use html5ever::{LocalName, local_name};

use super::attribute::{Attribute, Key};
use super::line::{Border, Builder, Kind, Line};
use super::looks::{Look, Looks};
use super::room::is_blank;
use super::state::State;
use super::style::{Style, is_block, is_box, is_display_face};
use super::table::Frame;
use super::{Chosen, Document, Element, flat};
use crate::budget::Budget;
use nested::List;

/// An element that is open: what to restore and what to close when it ends.
struct Open<'t> {
    name: LocalName,
    before: State,
    block: bool,
    link: bool,
    /// The element this one became.
    element: Option<u32>,
    /// The class of an inline element, and where its text began.
    mark: Option<(Cow<'t, str>, u32)>,
}

/// What the attributes of an element say.
#[derive(Default)]
struct Said<'a, 't> {
    class: &'a str,
    id: &'a str,
    style: Style<'a>,
    align: &'a str,
    href: Option<&'a Cow<'t, str>>,
    /// With a name and no address it is a place that links lead to, and may stand round any text.
    is_place: bool,
}

impl<'a, 't> Said<'a, 't> {
    fn by(attrs: &'a [Attribute<'t>]) -> Self {
        let mut said = Said::default();
        let mut named = false;
        for attr in attrs {
            match attr.name {
                Key::Class => said.class = attr.trimmed(),
                Key::Id => (said.id, named) = (attr.trimmed(), true),
                Key::Name => named = true,
                Key::Style => said.style = Style::read(&attr.value),
                Key::Align => said.align = attr.trimmed(),
                Key::Face => said.style.faces = &attr.value,
                Key::Href => said.href = Some(&attr.value),
                Key::Hidden => said.style.none = true,
                _ => {}
            }
        }
        said.is_place = named && said.href.is_none();
        said
    }

    /// Its style, with what the sheets say of its classes.
    fn styled(&self, name: &LocalName, look: &Look, block: bool) -> Style<'a> {
        let mut style = self.style;
        // A box that a page hides so waits for its script to show it.
        style.none |= style.invisible && !is_box(name);
        style.none |= look.hidden || style.sizeless && !block;
        style.strong = style.strong.or(look.strong);
        if style.align.is_empty() {
            let centred = block && look.centred && self.align.is_empty();
            style.align = if centred { "center" } else { self.align };
        }
        style
    }

    /// Its class and its id, parted by a space: a piece of the page where it has one of them.
    fn classes(&self, attrs: &[Attribute<'t>]) -> Cow<'t, str> {
        let kept = |name: Key| attrs.iter().find(|attr| attr.name == name).map(Attribute::kept);
        match (self.class, self.id) {
            (_, "") => kept(Key::Class).unwrap_or_default(),
            ("", _) => kept(Key::Id).unwrap_or_default(),
            (class, id) => [class, " ", id].concat().into(),
        }
    }
}

/// The layout of a page as far as it has been told.
pub(super) struct Walk<'h, 't> {
    looks: &'h Looks<'h>,
    out: Document<'t>,
    state: State,
    open: Vec<Open<'t>>,
    text: Builder<'t>,
    /// What parts the line under construction from the one before, as far as something does.
    border: Option<Border>,
    hidden: Builder<'t>,
    /// Pictures since the last border: addresses, `alt`s.
    figures: Vec<(String, String, bool)>,
    lists: Vec<List>,
    /// The marker of the item whose first text has not come yet.
    item: Option<Option<String>>,
    tables: Vec<Frame>,
    /// How many lines are kept.
    most: usize,
}

impl<'h, 't> Walk<'h, 't> {
    /// Begins a page of about so many elements and texts. Of more lines than the budget has one is kept, which tells
    /// that there are more.
    pub(super) fn new(looks: &'h Looks<'h>, budget: &Budget, nodes: usize) -> Self {
        let mut out = Document {
            elements: Vec::with_capacity(nodes / 4 + 8),
            lines: Vec::with_capacity(nodes / 6 + 8),
            ..Document::default()
        };
        out.elements.push(Element {
            name: local_name!("html"),
            class: "".into(),
            has_id: false,
            parent: 0,
            lines: 0..0,
            chosen: Chosen::No,
        });
        Walk {
            looks,
            out,
            state: State::default(),
            open: Vec::new(),
            text: Builder::default(),
            border: Some(Border::Block),
            hidden: Builder::default(),
            figures: Vec::new(),
            lists: Vec::new(),
            item: None,
            tables: Vec::new(),
            most: budget.lines.saturating_add(1),
        }
    }

    fn add(&mut self, line: Line<'t>) {
        if self.out.lines.len() < self.most {
            self.out.lines.push(line);
        }
    }

    /// Ends the page.
    pub(super) fn finish(mut self) -> Document<'t> {
        self.flush();
        let end = self.out.lines.len() as u32;
        if let Some(page) = self.out.elements.first_mut() {
            page.lines = 0..end;
        }
        self.out
    }

    /// A comment.
    pub(super) fn comment(&mut self, text: &str) {
        self.mark(text.trim().to_owned());
    }

    fn mark(&mut self, text: String) {
        let next = self.out.lines.len() as u32 + u32::from(!self.text.is_empty());
        self.out.markers.push((next, text));
    }

    /// The text of a `<title>`, of which the first that has one counts.
    pub(super) fn title(&mut self, text: &str) {
        if self.out.title.is_none() {
            let mut builder = Builder::default();
            builder.push(text, false);
            self.out.title = Some(builder.take().text.into_owned()).filter(|title| !title.is_empty());
        }
    }

    /// Whether it matters with what characters the lines of a text end that comes now.
    pub(super) fn keeps_line_ends(&self) -> bool {
        self.state.pre || self.state.script.is_some()
    }

    /// A text node.
    pub(super) fn text(&mut self, text: &str) {
        self.node(text, None);
    }

    /// A text node that is a piece of the page.
    pub(super) fn piece(&mut self, text: &'t str) {
        self.node(text, Some(text));
    }

    fn node(&mut self, text: &str, piece: Option<&'t str>) {
        let State { strong, hidden, pre, script, .. } = self.state;
        // [1] is a note's number, and runs into nothing.
        let set = script.filter(|_| !self.text.ends_in_bracket()).and_then(|script| script.set(text));
        let shown = set.as_deref().unwrap_or(text);
        if hidden.is_some() {
            self.hidden.push(shown, false);
        } else if pre {
            self.add_preformatted(shown, strong);
        } else if let (Some(piece), None) = (piece, &set) {
            self.text.push_piece(piece, strong);
        } else {
            self.text.push(shown, strong);
        }
    }

    /// A text node that is nothing but white space of the source.
    pub(super) fn blank(&mut self, text: &str) {
        match self.state.pre || self.state.hidden.is_some() {
            true => self.text(text),
            false => self.text.push_blank(text),
        }
    }

    /// Text of a `<pre>`: its lines are those of the page, and so are its drawn tables.
    fn add_preformatted(&mut self, text: &str, strong: bool) {
        let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
        let (mut at, mut drawings) = (0, flat::Drawings::default());
        while let Some(line) = lines.get(at) {
            if at > 0 {
                self.flush();
                let blanks = line.chars().take_while(|c| is_blank(*c)).count();
                let wide = line.starts_with('\u{3000}') || blanks >= 2;
                self.part(if wide { Border::Paragraph } else { Border::Print });
            }
            if let Some((grid, taken)) = drawings.at(&lines, at) {
                self.flush();
                if let Some(frame) = self.tables.last_mut() {
                    frame.nested = true;
                }
                flat::part_caption(&mut self.out.lines);
                self.add(Line {
                    element: self.state.element,
                    kind: Kind::Table(Box::new(grid)),
                    ..Line::default()
                });
                at += taken;
                continue;
            }
            self.text.push(line, strong);
            at += 1;
        }
    }

    /// Parts the next line from the one before: two line ends without text between make a paragraph.
    fn part(&mut self, border: Border) {
        self.border = Some(match self.border {
            None => border,
            Some(Border::Block) => Border::Block,
            Some(Border::Paragraph | Border::Break | Border::Print | Border::Dated) => Border::Paragraph,
        });
    }

    /// Opens an element; false where nothing below it is read, and it must not be closed.
    pub(super) fn begin(&mut self, name: &LocalName, attrs: &[Attribute<'t>], chosen: Chosen) -> bool {
        if chosen == Chosen::Drop && *name == local_name!("img") || self.read_apart(name, attrs) {
            return false;
        }
        if name.ends_with("-img") {
            self.figure(attrs);
        }
        let before = self.state;
        let said = Said::by(attrs);
        let look = self.looks.of(name, said.class, said.id);
        // What the profile points at has lines of its own.
        let pointed = matches!(chosen, Chosen::Content | Chosen::Title | Chosen::Date);
        let block = is_block(name) || said.style.block || pointed;
        if block {
            self.flush();
            self.border = Some(Border::Block);
        }
        let indent = said.style.indent.saturating_add(look.indent);
        self.state.restyle(name, &said.styled(name, &look, block));
        if chosen == Chosen::Drop && !block {
            self.state.hidden = Some("profile");
        }
        let link = *name == local_name!("a") && !said.is_place;
        if link {
            self.text.open_link(said.href.cloned());
        }
        let mut open = Open { name: name.clone(), before, block, link, element: None, mark: None };
        if block {
            open.element = Some(self.enclose(name, said.classes(attrs), !said.id.is_empty(), chosen));
        } else if !(said.class.is_empty() && said.id.is_empty()) {
            open.mark = Some((said.classes(attrs), self.text.end()));
        }
        self.begin_nested(name, attrs);
        if let Some(frame) = self.tables.last_mut()
            && self.text.is_empty()
        {
            frame.indent(indent, self.out.lines.len());
        }
        self.open.push(open);
        true
    }

    /// Gives the body, which has no attributes and may hold lines, a class and an id. False where its attributes say more.
    pub(super) fn name_body(&mut self, attrs: &[Attribute<'t>]) -> bool {
        let said = Said::by(attrs);
        let body = local_name!("body");
        let look = self.looks.of(&body, said.class, said.id);
        let style = said.styled(&body, &look, true);
        let plain = Style { faces: "", ..style } == Style::default() && !is_display_face(style.faces);
        match self.out.elements.iter_mut().find(|element| element.name == body) {
            Some(element) if plain => {
                (element.class, element.has_id) = (said.classes(attrs), !said.id.is_empty());
                true
            }
            _ => false,
        }
    }

    /// Notes an element that encloses the next lines; its index.
    fn enclose(&mut self, name: &LocalName, class: Cow<'t, str>, has_id: bool, chosen: Chosen) -> u32 {
        let (from, element) = (self.out.lines.len() as u32, self.out.elements.len() as u32);
        self.out.elements.push(Element {
            name: name.clone(),
            class,
            has_id,
            parent: self.state.element,
            lines: from..from,
            chosen,
        });
        self.state.element = element;
        element
    }

    /// Closes the element that was opened last.
    pub(super) fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if let Some((class, start)) = open.mark {
            self.text.mark(start, class);
        }
        if open.link {
            self.text.close_link();
        }
        if open.block {
            self.flush();
            self.border = Some(Border::Block);
        } else if self.state.hidden.is_some() && open.before.hidden.is_none() {
            self.flush_hidden();
        }
        self.end_nested(&open.name);
        self.state = open.before;
        if let Some(element) = open.element {
            let end = self.out.lines.len() as u32;
            if let Some(element) = self.out.elements.get_mut(element as usize) {
                element.lines.end = end;
            }
        }
    }

    /// Ends the line under construction, and with it the pictures that stand in it.
    fn flush(&mut self) {
        self.flush_hidden();
        if !self.figures.is_empty() {
            self.place_figures();
        }
        if self.text.is_empty() {
            self.text.take_blank();
            return;
        }
        let mut line = self.text.take();
        line.border = match self.border.take().unwrap_or_default() {
            Border::Break | Border::Print if line.cues.indented => Border::Paragraph,
            border => border,
        };
        line.element = self.state.element;
        line.cues.level = self.state.level;
        line.cues.centred = self.state.centred;
        line.cues.indented |= self.state.indented;
        line.right = self.state.right;
        if self.state.caption {
            line.kind = Kind::Caption;
        } else if let Some(marker) = self.item.take() {
            line.kind = Kind::Item(marker);
        }
        self.add(line);
    }

    /// Places the pictures of the line under construction before it; small ones are a part of its text.
    fn place_figures(&mut self) {
        let (text, element) = (!self.text.is_empty(), self.state.element);
        for (uri, alt, small) in std::mem::take(&mut self.figures) {
            if !(text && small) {
                self.add(Line { element, kind: Kind::Figure(uri), text: alt.into(), ..Line::default() });
            }
        }
    }

    fn flush_hidden(&mut self) {
        if self.hidden.is_empty() {
            return;
        }
        let mut line = self.hidden.take();
        line.element = self.state.element;
        line.hidden = self.state.hidden.or(Some("hidden"));
        self.add(line);
    }
}
