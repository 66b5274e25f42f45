//! Reads what the names, the classes and the ids of elements say of them: text, furniture, an answer in a thread.

use rustc_hash::FxHashMap;

use crate::data::{Hint, chrome};
use crate::document::Element;

use super::prose::Sums;
use super::region::range;
use super::shaped::ShapedPage;

/// What classes say, each asked once: a page uses few classes, and those often.
pub(super) struct Asked<'d, T> {
    ask: fn(&str) -> T,
    said: FxHashMap<&'d str, T>,
}

impl<'d, T: Copy> Asked<'d, T> {
    pub(super) fn new(ask: fn(&str) -> T) -> Self {
        Asked { ask, said: FxHashMap::default() }
    }

    /// What a class says.
    pub(super) fn of(&mut self, class: &'d str) -> T {
        *self.said.entry(class).or_insert_with(|| (self.ask)(class))
    }
}

/// What the name and the class of each element say.
pub(super) fn hints<'d>(document: &'d ShapedPage<'d>) -> Vec<Hint> {
    let mut of_class = Asked::new(|class| chrome().hint(class));
    let hint = |element: &'d Element| {
        let class = match &*element.name {
            // Its id is a place that the contents lead to: `toc-3`.
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if element.has_id => without_id(&element.class),
            _ => &*element.class,
        };
        match &*element.name {
            "nav" | "footer" | "aside" | "menu" => Hint::Furniture,
            "ucapcontent" => Hint::Strong,
            "article" | "main" if class.is_empty() => Hint::Content,
            _ if class.is_empty() => Hint::None,
            _ => of_class.of(class),
        }
    };
    document.elements.iter().map(hint).collect()
}

/// The classes of an element that has an id.
fn without_id(classes_and_id: &str) -> &str {
    classes_and_id.rsplit_once(' ').map_or("", |(classes, _)| classes)
}

/// The number of a post in a thread, by the id of its element: post_5021, pid5021; tpc is the first of phpwind.
fn post<'d>(element: &'d Element) -> Option<(&'d str, &'d str)> {
    let id = Some(element).filter(|e| e.has_id)?.class.rsplit(' ').next()?;
    let first = id.strip_suffix("tpc").filter(|stem| stem.ends_with('_'));
    let stem = first.unwrap_or_else(|| id.trim_end_matches(|c: char| c.is_ascii_digit()));
    let name = stem.trim_end_matches(['_', '-']);
    let named = matches!(name, "post" | "pid" | "floor" | "reply" | "read" | "readfloor");
    (named && stem.len() < id.len()).then(|| id.split_at(stem.len()))
}

/// Which elements are answers: posts that stand beside an earlier one.
fn answers(document: &ShapedPage) -> Vec<bool> {
    let mut first: FxHashMap<(u32, &str), &str> = FxHashMap::default();
    let answers = document.elements.iter().map(|element| {
        let Some((stem, number)) = post(element) else { return false };
        *first.entry((element.parent, stem)).or_insert(number) != number
    });
    answers.collect()
}

/// Which elements are furniture by their class or as answers to a post: not those that hold most of
/// the page's text, or the title and text.
pub(super) fn furniture(
    document: &ShapedPage,
    hints: &[Hint],
    sums: &Sums,
    anchor: Option<usize>,
) -> Vec<bool> {
    let answers = answers(document);
    let total = sums.positive(&(0..document.lines.len()));
    let mut out = vec![false; document.elements.len()];
    for (i, element) in document.elements.iter().enumerate() {
        let parent = i > 0 && out.get(element.parent as usize) == Some(&true);
        let named = hints.get(i) == Some(&Hint::Furniture) && {
            let holds = sums.positive(&range(element));
            let titled = holds >= 60.0 && anchor.is_some_and(|a| range(element).contains(&a));
            (holds * 2.0 < total && !titled) || holds == 0.0
        };
        let own = named || answers.get(i) == Some(&true);
        if let Some(slot) = out.get_mut(i) {
            *slot = parent || own;
        }
    }
    out
}
