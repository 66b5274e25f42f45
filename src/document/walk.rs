//! Lays a page out as lines while it is told what begins, what stands there and what ends.

use html5ever::{LocalName, local_name};

use super::attribute::Attribute;
use super::line::{Border, Builder, Kind, Line, is_blank};
use super::state::State;
use super::style::{Style, is_block, is_box, is_display_face};
use super::table::{Frame, Group};
use super::{Chosen, Document, Element, Looks, flat, indent};
use crate::budget::Budget;
use crate::data::pictures;

/// An element that is open: what to restore and what to close when it ends.
struct Open {
    name: LocalName,
    before: State,
    block: bool,
    link: bool,
    /// The element this one became.
    element: Option<u32>,
    /// The class of an inline element, and where its text began.
    mark: Option<(Box<str>, u32)>,
}

/// A list that is open: the number of its next item, and how to write it; none for bullets.
struct List {
    next: Option<i64>,
    style: char,
}

/// The layout of a page as far as it has been told.
pub(super) struct Walk<'h> {
    looks: Looks<'h>,
    out: Document,
    state: State,
    open: Vec<Open>,
    text: Builder,
    /// What parts the line under construction from the one before, as far as something does.
    border: Option<Border>,
    hidden: Builder,
    /// Pictures since the last border: addresses, `alt`s.
    figures: Vec<(String, String, bool)>,
    lists: Vec<List>,
    /// The marker of the item whose first text has not come yet.
    item: Option<Option<String>>,
    tables: Vec<Frame>,
    /// How many lines are kept.
    most: usize,
}

impl<'h> Walk<'h> {
    /// Begins a page of about so many elements and texts. Of more lines than the budget has one is kept, which tells
    /// that there are more.
    pub(super) fn new(looks: Looks<'h>, budget: &Budget, nodes: usize) -> Self {
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

    fn add(&mut self, line: Line) {
        if self.out.lines.len() < self.most {
            self.out.lines.push(line);
        }
    }

    /// Ends the page.
    pub(super) fn finish(mut self) -> Document {
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
            self.out.title = Some(builder.take().text).filter(|title| !title.is_empty());
        }
    }

    /// A text node.
    pub(super) fn text(&mut self, text: &str) {
        let State { strong, hidden, pre, script, .. } = self.state;
        // [1] is a note's number, and runs into nothing.
        let set = script.filter(|_| !self.text.ends_in_bracket()).and_then(|script| script.set(text));
        let text = set.as_deref().unwrap_or(text);
        if hidden.is_some() {
            self.hidden.push(text, false);
        } else if pre {
            self.add_preformatted(text, strong);
        } else {
            self.text.push(text, strong);
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
            Some(Border::Paragraph | Border::Break | Border::Print) => Border::Paragraph,
        });
    }

    /// Opens an element; false where nothing below it is read, and it must not be closed.
    pub(super) fn begin(&mut self, name: &LocalName, attrs: &[Attribute<'_>], chosen: Chosen) -> bool {
        if chosen == Chosen::Drop && *name == local_name!("img") || self.read_apart(name, attrs) {
            return false;
        }
        if name.ends_with("-img") {
            self.figure(attrs);
        }
        let before = self.state;
        let block = is_block(name);
        let mut style = Style::default();
        let (mut class, mut id, mut align, mut css, mut href) = ("", "", "", "", None);
        for Attribute { name, value } in attrs {
            match *name {
                "class" => class = value.trim(),
                "id" => id = value.trim(),
                "style" => (style, css) = (Style::read(value), value),
                "align" => align = value.trim(),
                "face" => style.display_face = is_display_face(value),
                "href" => href = Some(value),
                "hidden" => style.none = true,
                _ => {}
            }
        }
        // What the profile points at has lines of its own.
        let pointed = matches!(chosen, Chosen::Content | Chosen::Title | Chosen::Date);
        let block = block || style.block || pointed;
        // A box that a page hides so waits for its script to show it.
        style.none |= style.invisible && !is_box(name);
        style.none |= self.looks.hides.hides(name, class, id) || style.sizeless && !block;
        if block {
            self.flush();
            self.border = Some(Border::Block);
        }
        let face = self.looks.faces.of_class(class);
        style.strong = style.strong.or(face.strong);
        if block && face.centred && style.align.is_empty() && align.is_empty() {
            align = "center";
        }
        self.state.restyle(name, &style, align);
        if chosen == Chosen::Drop && !block {
            self.state.hidden = Some("profile");
        }
        let classes = || -> Box<str> {
            match (class, id) {
                (c, "") => c.into(),
                ("", i) => i.into(),
                (c, i) => format!("{c} {i}").into(),
            }
        };
        let mut open = Open { name: name.clone(), before, block, link: false, element: None, mark: None };
        // One with a name and no address is a place that links lead to, and may stand round any text.
        let is_place = || href.is_none() && attrs.iter().any(|a| matches!(a.name, "name" | "id"));
        if *name == local_name!("a") && !is_place() {
            open.link = true;
            self.text.open_link(href.map(|href| href.as_ref().into()));
        }
        if block {
            let from = self.out.lines.len() as u32;
            let element = self.out.elements.len() as u32;
            self.out.elements.push(Element {
                name: name.clone(),
                class: classes(),
                has_id: !id.is_empty(),
                parent: self.state.element,
                lines: from..from,
                chosen,
            });
            open.element = Some(element);
            self.state.element = element;
        } else if !(class.is_empty() && id.is_empty()) {
            open.mark = Some((classes(), self.text.end()));
        }
        self.open_list_or_table(name, attrs);
        if let Some(frame) = self.tables.last_mut()
            && self.text.is_empty()
        {
            let indent = indent::of_style(css) + self.looks.indents.of_class(class);
            frame.indent(indent, self.out.lines.len());
        }
        self.open.push(open);
        true
    }

    /// Deals with elements that hold no lines; true where this is one.
    fn read_apart(&mut self, name: &LocalName, attrs: &[Attribute<'_>]) -> bool {
        let value = |wanted: &str| attrs.iter().find(|a| a.name == wanted).map(|a| a.value.trim());
        match *name {
            local_name!("br") | local_name!("hr") => {
                if self.state.hidden.is_none() {
                    self.flush();
                    let rule = *name == local_name!("hr");
                    self.part(if rule { Border::Paragraph } else { Border::Break });
                }
            }
            local_name!("img") => self.figure(attrs),
            local_name!("meta") => {
                let key =
                    value("name").or(value("property")).or(value("itemprop")).or_else(|| value("http-equiv"));
                let content = value("content").unwrap_or_default();
                if let Some(key) = key {
                    let key = key.to_ascii_lowercase();
                    if key.starts_with("content") && content.is_empty() {
                        self.mark(key);
                    } else if !content.is_empty() {
                        self.out.meta.push((key, content.to_owned()));
                    }
                }
            }
            local_name!("title")
            | local_name!("script")
            | local_name!("style")
            | local_name!("template")
            | local_name!("noscript")
            | local_name!("iframe")
            | local_name!("noframes")
            | local_name!("noembed")
            | local_name!("svg")
            | local_name!("link")
            | local_name!("input") => {}
            _ => return false,
        }
        true
    }

    fn figure(&mut self, attrs: &[Attribute<'_>]) {
        let (mut src, mut lazy, mut alt, mut small) = ("", "", "", false);
        for attr in attrs {
            let value = attr.value.trim();
            match attr.name {
                "src" => src = value,
                "data-src" | "data-original" | "data-actualsrc" | "_src" | "data-lazy-src" | "original"
                | "file"
                    if !value.is_empty() =>
                {
                    lazy = value;
                }
                "alt" => alt = value,
                "width" | "height" => {
                    small |= value.trim_end_matches("px").parse::<f32>().is_ok_and(|size| size < 50.0);
                }
                _ => {}
            }
        }
        let waits = || src.is_empty() || src.starts_with("data:") || pictures().is_placeholder(src);
        let uri = if !lazy.is_empty() && waits() { lazy } else { src };
        // What leads to another page is no picture of this one.
        if self.text.link().is_some_and(|href| !is_picture(href)) && pictures().is_arrow(uri, alt) {
            return;
        }
        if !uri.is_empty() && !uri.starts_with("data:") && self.state.hidden.is_none() {
            self.figures.push((uri.to_owned(), alt.to_owned(), small));
        }
    }

    fn open_list_or_table(&mut self, name: &LocalName, attrs: &[Attribute<'_>]) {
        let value = |wanted: &str| attrs.iter().find(|a| a.name == wanted).map(|a| a.value.trim());
        let number = |wanted: &str| value(wanted).and_then(|v| v.parse::<i64>().ok());
        match *name {
            local_name!("ul") | local_name!("menu") | local_name!("dir") => {
                self.lists.push(List { next: None, style: '1' });
            }
            local_name!("ol") => {
                let style = value("type").and_then(|v| v.chars().next()).unwrap_or('1');
                self.lists.push(List { next: Some(number("start").unwrap_or(1)), style });
            }
            local_name!("li") => {
                let marker = self.lists.last_mut().and_then(|list| {
                    let own = number("value").or(list.next)?;
                    list.next.as_mut().map(|next| *next = own.saturating_add(1))?;
                    Some(marker(own, list.style))
                });
                self.item = Some(marker);
            }
            local_name!("table") => {
                if let Some(outer) = self.tables.last_mut() {
                    outer.nested = true;
                }
                self.tables.push(Frame::new(self.out.lines.len(), self.state.element, attrs));
            }
            local_name!("tr") => {
                let hidden = self.state.hidden.is_some();
                if let Some(frame) = self.tables.last_mut() {
                    frame.row(hidden);
                }
            }
            local_name!("caption") => {
                if let Some(frame) = self.tables.last_mut() {
                    frame.marked = true;
                }
            }
            local_name!("thead") | local_name!("tbody") | local_name!("tfoot") => {
                if let Some(frame) = self.tables.last_mut() {
                    frame.group(match *name {
                        local_name!("thead") => Group::Head,
                        local_name!("tfoot") => Group::Foot,
                        _ => Group::Body,
                    });
                }
            }
            local_name!("td") | local_name!("th") => {
                let lines = self.out.lines.len();
                if let Some(frame) = self.tables.last_mut() {
                    frame.cell(lines, *name == local_name!("th"), number("rowspan"), number("colspan"));
                }
            }
            local_name!("select") | local_name!("textarea") => {
                if let Some(frame) = self.tables.last_mut() {
                    frame.form = true;
                }
            }
            _ => {}
        }
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
        match open.name {
            local_name!("td") | local_name!("th") => {
                let lines = self.out.lines.len();
                if let Some(frame) = self.tables.last_mut() {
                    frame.end_cell(lines);
                }
            }
            local_name!("thead") | local_name!("tfoot") => {
                if let Some(frame) = self.tables.last_mut() {
                    frame.group(Group::Body);
                }
            }
            local_name!("table") => self.close_table(),
            local_name!("ul") | local_name!("ol") => {
                self.lists.pop();
            }
            local_name!("li") => self.item = None,
            _ => {}
        }
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
        let figures = std::mem::take(&mut self.figures);
        let text = !self.text.is_empty();
        for (uri, alt, small) in figures {
            if text && small {
                continue;
            }
            let line =
                Line { element: self.state.element, kind: Kind::Figure(uri), text: alt, ..Line::default() };
            self.add(line);
        }
        if !text {
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

    fn flush_hidden(&mut self) {
        if self.hidden.is_empty() {
            return;
        }
        let mut line = self.hidden.take();
        line.element = self.state.element;
        line.hidden = self.state.hidden.or(Some("hidden"));
        self.add(line);
    }

    /// Ends a table: where it holds data, its lines become one line.
    fn close_table(&mut self) {
        let Some(mut frame) = self.tables.pop() else { return };
        let Some(inside) = self.out.lines.get(frame.first_line..) else { return };
        let Some(mut grid) = frame.grid(inside) else { return };
        let (mut table, mut beside) = (Line::default(), Vec::new());
        for line in self.out.lines.drain(frame.first_line..) {
            if line.hidden.is_some() {
                beside.push(line);
            } else {
                table.chars += line.chars;
                table.link_chars += line.link_chars;
                table.stops += line.stops;
                table.links.extend(line.links);
                grid.source.push(line.text);
            }
        }
        table.element = frame.element;
        table.kind = Kind::Table(Box::new(grid));
        self.add(table);
        self.out.lines.extend(beside);
        let end = self.out.lines.len() as u32;
        for element in self.out.elements.iter_mut().skip(frame.element as usize + 1) {
            element.lines.start = element.lines.start.min(end);
            element.lines.end = element.lines.end.min(end);
        }
    }
}

/// Whether an address is that of a picture, by how it ends.
fn is_picture(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp"].iter().any(|ending| path.ends_with(ending))
}

/// The marker of an item of an ordered list.
fn marker(number: i64, style: char) -> String {
    let letter = |base: u8| {
        u8::try_from(number - 1).ok().filter(|n| *n < 26).map(|n| format!("{}.", (base + n) as char))
    };
    match style {
        'a' => letter(b'a'),
        'A' => letter(b'A'),
        _ => None,
    }
    .unwrap_or_else(|| format!("{number}."))
}
