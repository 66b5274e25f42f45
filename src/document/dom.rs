//! Builds the tree of a page in one flat vector: what html5ever's tree builder asks for, and no more.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, local_name, parse_document};

/// No node.
pub(super) const NONE: u32 = u32::MAX;
/// The document node.
pub(super) const ROOT: u32 = 0;

pub(super) enum Kind {
    Document,
    Element { name: QualName, attrs: Vec<Attribute> },
    Text(StrTendril),
    Comment(StrTendril),
    Other,
}

pub(super) struct Node {
    pub(super) parent: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) prev: u32,
    pub(super) next: u32,
    pub(super) kind: Kind,
}

/// How many bytes are parsed between two looks at the depth.
const PAUSE: usize = 8 * 1024;

/// Builds the tree of a page, or says how deep it is where that is more than `limit`.
pub(super) fn parse(page: &str, limit: usize) -> Result<Dom, usize> {
    let tokenizer = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
    let mut parser = parse_document(Sink::new(page.len()), ParseOpts { tokenizer, ..ParseOpts::default() });
    let mut rest = page;
    while !rest.is_empty() {
        let cut = (PAUSE..rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(cut);
        parser.process(StrTendril::from_slice(piece));
        let depth = parser.tokenizer.sink.sink.dom.borrow().newest_depth();
        if depth > limit {
            return Err(depth);
        }
        rest = behind;
    }
    Ok(parser.finish())
}

/// The nodes of a page; node 0 is the document.
pub(super) struct Dom(pub(super) Vec<Node>);

impl Dom {
    pub(super) fn node(&self, id: u32) -> Option<&Node> {
        self.0.get(id as usize)
    }

    /// How many elements enclose the newest node that has a place in the tree: about as many as are open.
    pub(super) fn newest_depth(&self) -> usize {
        let mut parent = self.0.iter().rev().map(|node| node.parent).find(|parent| *parent != NONE);
        let mut depth = 0;
        while let Some(node) = parent.and_then(|id| self.node(id)) {
            depth += 1;
            parent = Some(node.parent);
        }
        depth
    }

    fn add(&mut self, kind: Kind) -> u32 {
        let id = self.0.len().min(NONE as usize - 1) as u32;
        self.0.push(Node { parent: NONE, first: NONE, last: NONE, prev: NONE, next: NONE, kind });
        id
    }

    fn at(&mut self, id: u32) -> Option<&mut Node> {
        self.0.get_mut(id as usize)
    }

    fn detach(&mut self, id: u32) {
        let Some(node) = self.at(id) else { return };
        let (parent, prev, next) = (node.parent, node.prev, node.next);
        (node.parent, node.prev, node.next) = (NONE, NONE, NONE);
        match self.at(prev) {
            Some(node) => node.next = next,
            None => {
                if let Some(node) = self.at(parent) {
                    node.first = next;
                }
            }
        }
        match self.at(next) {
            Some(node) => node.prev = prev,
            None => {
                if let Some(node) = self.at(parent) {
                    node.last = prev;
                }
            }
        }
    }

    /// Puts `id` between `prev` and `next`, either of which may be missing, below `parent`.
    fn link(&mut self, id: u32, parent: u32, prev: u32, next: u32) {
        if let Some(node) = self.at(id) {
            (node.parent, node.prev, node.next) = (parent, prev, next);
        }
        match self.at(prev) {
            Some(node) => node.next = id,
            None => {
                if let Some(node) = self.at(parent) {
                    node.first = id;
                }
            }
        }
        match self.at(next) {
            Some(node) => node.prev = id,
            None => {
                if let Some(node) = self.at(parent) {
                    node.last = id;
                }
            }
        }
    }

    /// Puts a node or a text before `next` (or last, where there is none) below `parent`; a text
    /// grows the text before it, if there is one.
    fn insert(&mut self, parent: u32, next: u32, child: NodeOrText<u32>) {
        let prev = match self.node(next) {
            Some(node) => node.prev,
            None => self.node(parent).map_or(NONE, |n| n.last),
        };
        let id = match child {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                id
            }
            NodeOrText::AppendText(text) => {
                if let Some(Node { kind: Kind::Text(before), .. }) = self.at(prev) {
                    before.push_tendril(&text);
                    return;
                }
                self.add(Kind::Text(text))
            }
        };
        self.link(id, parent, prev, next);
    }
}

/// What the parser writes into.
pub(super) struct Sink {
    pub(super) dom: RefCell<Dom>,
    /// The fragments of the templates: they hang nowhere, so that no template's text is read.
    templates: RefCell<Vec<(u32, u32)>>,
    quirks: Cell<bool>,
}

impl Sink {
    pub(super) fn new(bytes: usize) -> Self {
        let mut nodes = Vec::with_capacity(bytes / 24 + 16);
        nodes.push(Node {
            parent: NONE,
            first: NONE,
            last: NONE,
            prev: NONE,
            next: NONE,
            kind: Kind::Document,
        });
        Sink { dom: RefCell::new(Dom(nodes)), templates: RefCell::default(), quirks: Cell::new(false) }
    }
}

thread_local! {
    static NO_NAME: &'static QualName = Box::leak(Box::new(QualName::new(None, html5ever::ns!(html), local_name!("div"))));
}

impl TreeSink for Sink {
    type Handle = u32;
    type Output = Dom;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> u32 {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a u32) -> Ref<'a, QualName> {
        Ref::map(self.dom.borrow(), |dom| match dom.node(*target) {
            Some(Node { kind: Kind::Element { name, .. }, .. }) => name,
            // The tree builder asks for elements only.
            _ => NO_NAME.with(|name| *name),
        })
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> u32 {
        let mut dom = self.dom.borrow_mut();
        let id = dom.add(Kind::Element { name, attrs });
        if flags.template {
            let fragment = dom.add(Kind::Other);
            self.templates.borrow_mut().push((id, fragment));
        }
        id
    }

    fn create_comment(&self, text: StrTendril) -> u32 {
        self.dom.borrow_mut().add(Kind::Comment(text))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> u32 {
        self.dom.borrow_mut().add(Kind::Other)
    }

    fn append(&self, parent: &u32, child: NodeOrText<u32>) {
        self.dom.borrow_mut().insert(*parent, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &u32, prev_element: &u32, child: NodeOrText<u32>) {
        let mut dom = self.dom.borrow_mut();
        match dom.node(*element).map_or(NONE, |n| n.parent) {
            NONE => dom.insert(*prev_element, NONE, child),
            parent => dom.insert(parent, *element, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &u32) -> u32 {
        let templates = self.templates.borrow();
        templates.iter().rev().find(|(id, _)| id == target).map_or(*target, |(_, fragment)| *fragment)
    }

    fn same_node(&self, x: &u32, y: &u32) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.quirks.set(mode == QuirksMode::Quirks);
    }

    fn append_before_sibling(&self, sibling: &u32, child: NodeOrText<u32>) {
        let mut dom = self.dom.borrow_mut();
        let parent = dom.node(*sibling).map_or(NONE, |n| n.parent);
        if parent != NONE {
            dom.insert(parent, *sibling, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &u32, attrs: Vec<Attribute>) {
        let mut dom = self.dom.borrow_mut();
        if let Some(Node { kind: Kind::Element { attrs: have, .. }, .. }) = dom.at(*target) {
            for attr in attrs {
                if !have.iter().any(|a| a.name == attr.name) {
                    have.push(attr);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &u32) {
        self.dom.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &u32, new_parent: &u32) {
        let mut dom = self.dom.borrow_mut();
        let mut child = dom.node(*node).map_or(NONE, |n| n.first);
        while child != NONE {
            let next = dom.node(child).map_or(NONE, |n| n.next);
            dom.insert(*new_parent, NONE, NodeOrText::AppendNode(child));
            child = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_deep_a_page_is() {
        let page = "<div>".repeat(2000);
        assert!(parse(&page, 100).is_err_and(|depth| (101..=2010).contains(&depth)));
        assert!(parse(&page, 3000).is_ok());
    }
}
