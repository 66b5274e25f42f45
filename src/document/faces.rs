//! Reads which classes of a page's style sheets set text bold or in the middle: a heading may have no other sign.

use rustc_hash::FxHashMap;

use super::style::Style;

/// What a class says of the text in it; none where it says nothing.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Face {
    pub(super) strong: Option<bool>,
    pub(super) centred: bool,
}

/// The faces that classes give.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Faces {
    classes: FxHashMap<String, Face>,
}

/// Classes that say by their names that they are bold, as converters of e-books call them: the sheet is seldom saved
/// with the page.
const BOLD: [&str; 4] = ["bold", "strong", "fontbold", "font-bold"];

impl Faces {
    /// Reads style sheets: rules of one class, `.h2{font-weight:bold}` and `p.t{text-align:center}`.
    pub(super) fn read<'a>(sheets: impl Iterator<Item = &'a str>) -> Self {
        let mut faces = Faces::default();
        for sheet in sheets.filter(|s| s.contains("font-weight") || s.contains("text-align")) {
            for rule in sheet.split('}') {
                let Some((selectors, body)) = rule.rsplit_once('{') else { continue };
                let style = Style::read(body);
                let face = Face { strong: style.strong, centred: style.align.eq_ignore_ascii_case("center") };
                if face == Face::default() {
                    continue;
                }
                let selectors = selectors.rsplit("*/").next().unwrap_or(selectors);
                for class in selectors.split(',').filter_map(only_class) {
                    let known = faces.classes.entry(class.to_owned()).or_default();
                    *known =
                        Face { strong: face.strong.or(known.strong), centred: face.centred || known.centred };
                }
            }
        }
        faces
    }

    /// What the classes of an element say; an inline element has no middle.
    pub(super) fn of_class(&self, classes: &str) -> Face {
        let mut face = Face::default();
        for class in classes.split_ascii_whitespace() {
            let own = self.classes.get(class).copied().unwrap_or_default();
            let named = BOLD.iter().any(|word| class.eq_ignore_ascii_case(word)).then_some(true);
            face.strong = own.strong.or(named).or(face.strong);
            face.centred |= own.centred;
        }
        face
    }
}

/// The class of a selector that is nothing but one, perhaps of one kind of element.
fn only_class(selector: &str) -> Option<&str> {
    let selector = selector.trim().trim_start_matches("<!--").trim();
    let (element, class) = selector.split_once('.')?;
    let is_word = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    (!class.is_empty() && is_word(class) && is_word(element)).then_some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_faces() {
        let sheet = "<!--p.h2, .t\n{font-weight:bold;text-align:center}\n.a .b{font-weight:bold}\n.x:hover{font-weight:700}\n.n{font-weight:normal}.m{text-align:center}-->";
        let faces = Faces::read([sheet].into_iter());
        let rows = [
            ("h2", (Some(true), true)),
            ("q t", (Some(true), true)),
            ("b", (None, false)),
            ("x", (None, false)),
            ("n", (Some(false), false)),
            ("m", (None, true)),
            ("calibre3 bold", (Some(true), false)),
            ("", (None, false)),
        ];
        for (class, want) in rows {
            let Face { strong, centred } = faces.of_class(class);
            assert_eq!((strong, centred), want, "{class}");
        }
    }
}
