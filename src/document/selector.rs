//! Writes the selector by which a person would point at an element.

use rustc_hash::FxHashMap;

use super::{Document, Element};

/// Writes selectors of the elements of a document, each of which is counted among those beside it once.
pub struct Selectors<'d> {
    elements: &'d [Element<'d>],
    /// For each element, how many of its name stand before it below the same element.
    before: Vec<u32>,
    /// How many elements of a name stand below an element.
    alike: FxHashMap<(u32, &'d str), u32>,
}

impl Document<'_> {
    /// What writes selectors of its elements.
    pub fn selectors(&self) -> Selectors<'_> {
        let mut alike = FxHashMap::default();
        let before = self.elements.iter().map(|element| {
            let count = alike.entry((element.parent, &*element.name)).or_insert(0);
            *count += 1;
            *count - 1
        });
        Selectors { before: before.collect(), elements: &self.elements, alike }
    }
}

impl Selectors<'_> {
    /// A CSS selector for an element: from the nearest element with a class or an id down to it. None for the whole
    /// page, and in flat text.
    ///
    /// `element` is an index into [`Document::elements`].
    pub fn of(&self, element: u32) -> Option<String> {
        let (mut steps, mut at) = (Vec::new(), element);
        while let Some(element) = self.elements.get(at as usize).filter(|_| at != 0) {
            if matches!(&*element.name, "html" | "body") {
                break;
            }
            if let Some(own) = named(element) {
                steps.push(own);
                break;
            }
            steps.push(self.counted(at, element));
            at = element.parent;
        }
        steps.reverse();
        (!steps.is_empty()).then(|| steps.join(" > "))
    }

    /// An element by its name, and by its number where others of its name stand beside it.
    fn counted(&self, at: u32, element: &Element) -> String {
        let name = &*element.name;
        let alike = self.alike.get(&(element.parent, name)).copied().unwrap_or_default();
        let before = self.before.get(at as usize).copied().unwrap_or_default();
        // Others are elements only where they are set as blocks, so that their number is not known.
        let known = matches!(
            name,
            "p" | "div"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "ul"
                | "ol"
                | "li"
                | "table"
                | "tr"
                | "td"
                | "th"
                | "center"
        );
        match known && alike > 1 {
            true => format!("{name}:nth-of-type({})", before + 1),
            false => name.to_owned(),
        }
    }
}

/// An element by its name with its id or its classes; none where those are no words that a selector can hold.
fn named(element: &Element) -> Option<String> {
    let mut words: Vec<&str> = element.class.split_ascii_whitespace().collect();
    let plain = |word: &&str| {
        let inner = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        word.starts_with(|c: char| c.is_alphabetic() || c == '_') && word.chars().all(inner)
    };
    let id = if element.has_id { words.pop() } else { None };
    if let Some(id) = id.filter(plain) {
        return Some(format!("{}#{id}", element.name));
    }
    words.retain(plain);
    (!words.is_empty()).then(|| format!("{}.{}", element.name, words.join(".")))
}

#[cfg(test)]
mod tests {
    use crate::budget::Budget;
    use crate::data::Profile;
    use crate::document::parse;
    use crate::{Page, decode::decode};

    #[test]
    fn points_as_a_person_would() {
        let page = "<body><p>1</p><div class='a b' id=c><p>2<p class=x>3</div><div class='TRS w-1 2col'><table><tr><td>4<td>5\
            <tr><td><b>6</b></table>7</div>";
        let page = Page { body: page.into(), ..Page::default() };
        let decoded = decode(&page, None, &Profile::default());
        let document = parse(&decoded, &Budget::default(), &Profile::default()).expect("it is read");
        let got: Vec<String> = document
            .lines
            .iter()
            .map(|line| {
                format!("{} {}", line.text, document.selectors().of(line.element).unwrap_or_default())
            })
            .collect();
        let table = "div.TRS.w-1 > table > tbody";
        assert_eq!(
            got,
            [
                "1 p".to_owned(),
                "2 div#c > p:nth-of-type(1)".to_owned(),
                "3 p.x".to_owned(),
                format!("4 {table} > tr:nth-of-type(1) > td:nth-of-type(1)"),
                format!("5 {table} > tr:nth-of-type(1) > td:nth-of-type(2)"),
                format!("6 {table} > tr:nth-of-type(2) > td"),
                "7 div.TRS.w-1".to_owned(),
            ]
        );
        // Each of them is one that a profile can hold.
        assert!(
            got.iter()
                .all(|row| scraper::Selector::parse(row.split_once(' ').map_or("", |(_, css)| css)).is_ok())
        );
    }
}
