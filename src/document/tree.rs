//! Walks a tree once, and tells the layout what it meets.

use std::borrow::Cow;

use html5ever::local_name;

use super::Chosen;
use super::attribute::{self, Attribute};
use super::dom::{Dom, Kind, NONE, Node, ROOT};
use super::walk::Walk;

/// Lays out a tree without recursion: its depth is the page's to choose. `chosen` says what the profile's
/// selectors hit, by the element's number in document order.
pub(super) fn walk(dom: &Dom, chosen: &[(usize, Chosen)], walk: &mut Walk<'_, 'static>) {
    // The elements that are open, and how many have begun.
    let (mut open, mut number) = (Vec::new(), 0);
    let mut id = dom.node(ROOT).map_or(NONE, |n| n.first);
    while let Some(node) = dom.node(id) {
        if begin(dom, node, chosen, &mut number, walk) {
            if node.first != NONE {
                open.push(id);
                id = node.first;
                continue;
            }
            walk.end();
        }
        id = node.next;
        while id == NONE
            && let Some(parent) = open.pop()
        {
            walk.end();
            id = dom.node(parent).map_or(NONE, |n| n.next);
        }
    }
}

/// Tells what a node is; whether it is an element that is open now.
fn begin(
    dom: &Dom,
    node: &Node,
    chosen: &[(usize, Chosen)],
    number: &mut usize,
    walk: &mut Walk<'_, 'static>,
) -> bool {
    match &node.kind {
        Kind::Element { name, attrs } => {
            let read = |a: &'_ html5ever::Attribute| attribute::read(a.name.local.as_bytes());
            let attrs: Vec<Attribute<'static>> = attrs
                .iter()
                .filter_map(|a| Some(Attribute { name: read(a)?, value: Cow::Owned(a.value.to_string()) }))
                .collect();
            let found = chosen.binary_search_by_key(number, |(n, _)| *n).ok();
            let hit = found.and_then(|at| chosen.get(at)).map_or(Chosen::No, |(_, chosen)| *chosen);
            let opened = walk.begin(&name.local, &attrs, hit);
            *number += 1;
            if name.local == local_name!("title") {
                walk.title(&text_of(dom, node));
            }
            if !opened {
                // The numbers count every element, so those below must be passed, too.
                *number += elements_below(dom, node);
            }
            opened
        }
        Kind::Text(text) => {
            walk.text(text);
            false
        }
        Kind::Comment(text) => {
            walk.comment(text);
            false
        }
        Kind::Document | Kind::Other => false,
    }
}

fn elements_below(dom: &Dom, top: &Node) -> usize {
    let (mut count, mut id) = (0, top.first);
    let mut above = Vec::new();
    while let Some(node) = dom.node(id) {
        count += usize::from(matches!(node.kind, Kind::Element { .. }));
        above.push(node.next);
        id = node.first;
        while id == NONE
            && let Some(next) = above.pop()
        {
            id = next;
        }
    }
    count
}

/// The text directly inside an element.
fn text_of(dom: &Dom, node: &Node) -> String {
    let (mut text, mut id) = (String::new(), node.first);
    while let Some(child) = dom.node(id) {
        if let Kind::Text(part) = &child.kind {
            text.push_str(part);
        }
        id = child.next;
    }
    text
}
