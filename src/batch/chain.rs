//! Finds which pages make one article, from where they are and where their links lead.

use std::collections::HashMap;

use super::journal::Paged;
use super::name;

/// What is kept of a page with others of its article beside it. Places are kept by their keys alone.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    own: u64,
    prev: Option<u64>,
    next: Option<u64>,
    index: Option<u32>,
    total: Option<u32>,
}

impl Node {
    /// Takes what matters from a line of the journal.
    pub fn of(paged: &Paged) -> Node {
        let key = |place: &String| name::exact_key(place);
        Node {
            own: key(&paged.place),
            prev: paged.prev.as_ref().map(key),
            next: paged.next.as_ref().map(key),
            index: paged.index,
            total: paged.total,
        }
    }

    /// Whether nothing says that a page comes before.
    fn begins(&self) -> bool {
        self.index == Some(1) || (self.index.is_none() && self.prev.is_none())
    }

    /// Whether another page can be the one after, by what both count.
    fn may_precede(&self, after: &Node) -> bool {
        let counted = match (self.index, after.index) {
            (Some(here), Some(there)) => here.checked_add(1) == Some(there),
            (None, Some(1)) => false,
            _ => true,
        };
        counted && (self.total.is_none() || after.total.is_none() || self.total == after.total)
    }
}

/// The articles of which the first page is there, each as its pages in their order, by number of the node.
/// A page that no other page knows is an article by itself.
///
/// A link leads from page to page if either says so. Where two pages lay claim to the same place, that on
/// which both sides agree is taken, else the first.
pub fn articles(nodes: &[Node]) -> Vec<Vec<usize>> {
    let mut at = HashMap::new();
    for (i, node) in nodes.iter().enumerate() {
        at.entry(node.own).or_insert(i);
    }
    let mut claims: Vec<(usize, usize)> = Vec::new();
    for (i, node) in nodes.iter().enumerate() {
        claims.extend(node.next.and_then(|next| at.get(&next)).map(|&next| (i, next)));
        claims.extend(node.prev.and_then(|prev| at.get(&prev)).map(|&prev| (prev, i)));
    }
    claims.retain(|&(a, b)| a != b && nodes[a].may_precede(&nodes[b]));
    claims.sort_unstable();
    let mut weighed: Vec<(bool, usize, usize)> = Vec::new();
    for pair in claims {
        match weighed.last_mut() {
            Some((one_sided, a, b)) if (*a, *b) == pair => *one_sided = false,
            _ => weighed.push((true, pair.0, pair.1)),
        }
    }
    weighed.sort_unstable();
    let (mut after, mut before) = (vec![None; nodes.len()], vec![false; nodes.len()]);
    for (_, a, b) in weighed {
        if after[a].is_none() && !before[b] {
            after[a] = Some(b);
            before[b] = true;
        }
    }
    let firsts = (0..nodes.len()).filter(|&i| !before[i] && nodes[i].begins());
    firsts.map(|first| std::iter::successors(Some(first), |&i| after[i]).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(place: &str, prev: &str, next: &str, index: u32, total: u32) -> Node {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let count = |n: u32| (n > 0).then_some(n);
        Node::of(&Paged {
            place: place.into(),
            prev: some(prev),
            next: some(next),
            index: count(index),
            total: count(total),
            sha256: None,
            settled: None,
        })
    }

    #[test]
    fn pages_find_their_order() {
        // In any order; one link of two is enough.
        let nodes = [node("c", "b", "", 3, 3), node("a", "", "b", 1, 3), node("b", "", "", 2, 3)];
        assert_eq!(articles(&nodes), [vec![1, 2, 0]]);
        // A page that nobody knows is by itself; a middle without its first page is none.
        let nodes = [node("a", "", "x", 1, 2), node("m", "x", "n", 2, 3), node("n", "m", "", 3, 3)];
        assert_eq!(articles(&nodes), [vec![0]]);
    }

    #[test]
    fn doubtful_links_are_not_followed() {
        // Counts that disagree.
        let nodes = [node("a", "", "b", 1, 3), node("b", "a", "", 2, 5)];
        assert_eq!(articles(&nodes), [vec![0]]);
        let nodes = [node("a", "", "b", 1, 3), node("b", "a", "", 3, 3)];
        assert_eq!(articles(&nodes), [vec![0]]);
        // Both call the same page the one before: the one it knows follows it.
        let nodes = [node("x", "a", "", 0, 0), node("a", "", "b", 0, 0), node("b", "a", "", 0, 0)];
        assert_eq!(articles(&nodes), [vec![1, 2]]);
        // A ring has no first page, and a page that leads to itself leads nowhere.
        let nodes = [node("a", "b", "b", 0, 0), node("b", "a", "a", 0, 0), node("c", "", "c", 0, 0)];
        assert_eq!(articles(&nodes), [vec![2]]);
    }
}
