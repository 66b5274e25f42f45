//! Reads how far styles and classes indent the text of a table's cell, which is the only sign of what is a part
//! of what.

use rustc_hash::FxHashMap;

/// How many pixels make half an em: the letters of a table have 9 to 12 points.
const HALF_EM: f32 = 7.0;

/// The indents that the classes of a page's style sheets give, in half em.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Indents {
    classes: FxHashMap<String, i32>,
}

impl Indents {
    /// Reads style sheets: rules of classes, `.xl41 {padding-left:12px}` and `td.a{text-indent:2em}`.
    pub(super) fn read<'a>(sheets: impl Iterator<Item = &'a str>) -> Self {
        let mut indents = Indents::default();
        for sheet in sheets.filter(|s| s.contains("padding-left") || s.contains("indent")) {
            for rule in sheet.split('}') {
                let Some((selectors, body)) = rule.rsplit_once('{') else { continue };
                let indent = of_style(body);
                if indent == 0 {
                    continue;
                }
                let selectors = selectors.rsplit("*/").next().unwrap_or(selectors);
                for selector in selectors.split(',') {
                    let selector = selector.trim().trim_start_matches("<!--").trim();
                    let class = selector.split_once('.').map_or("", |(_, class)| class);
                    let simple = class.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
                    if !class.is_empty() && simple {
                        indents.classes.insert(class.to_owned(), indent);
                    }
                }
            }
        }
        indents
    }

    /// The indent that the classes of an element give.
    pub(super) fn of_class(&self, classes: &str) -> i32 {
        if self.classes.is_empty() {
            return 0;
        }
        classes.split_ascii_whitespace().filter_map(|class| self.classes.get(class)).sum()
    }
}

/// The indent that a style gives, in half em. A negative one hangs.
pub(super) fn of_style(css: &str) -> i32 {
    let css = css.to_ascii_lowercase();
    if !css.contains("indent") && !css.contains("-left") {
        return 0;
    }
    let mut sum = 0.0;
    for rule in css.split(';') {
        let Some((name, value)) = rule.split_once(':') else { continue };
        let name = name.trim();
        let indents = ["padding-left", "text-indent", "margin-left"];
        if indents.contains(&name) {
            sum += half_ems(value.trim()).unwrap_or(0.0);
        }
    }
    sum.round().clamp(-200.0, 200.0) as i32
}

/// A length in half em: 12px, 21.0pt, 2em, .5in.
fn half_ems(value: &str) -> Option<f32> {
    let value = value.split_ascii_whitespace().next()?;
    let end = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(end)?;
    let number: f32 = number.parse().ok()?;
    let factor = match unit.trim_end_matches('!').to_ascii_lowercase().as_str() {
        "px" | "" => 1.0 / HALF_EM,
        "pt" => 4.0 / 3.0 / HALF_EM,
        "em" | "rem" | "ic" => 2.0,
        "ch" | "ex" => 1.0,
        "in" => 96.0 / HALF_EM,
        "cm" => 37.8 / HALF_EM,
        "mm" => 3.78 / HALF_EM,
        _ => return None,
    };
    Some(number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_half_ems() {
        let rows = [
            ("padding-left:12px", 2),
            ("PADDING-LEFT: 24PX; color:red", 3),
            ("text-indent:21.0pt;mso-char-indent-count:2.0", 4),
            ("text-indent:2em", 4),
            ("margin-left:21pt;text-indent:-21pt", 0),
            ("padding:0cm 5.4pt 0cm 5.4pt", 0),
            ("text-indent:x", 0),
            ("", 0),
        ];
        for (css, want) in rows {
            assert_eq!(of_style(css), want, "{css}");
        }
    }

    #[test]
    fn classes_indent() {
        let sheet = "<!--table{x:y}\n.xl41\n\t{text-align:left;\n\tpadding-left:12px;}\ntd.two, p.MsoIndent{text-indent:2em}\n.a .b{padding-left:9px}-->";
        let indents = Indents::read([sheet].into_iter());
        assert_eq!(indents.of_class("xl41"), 2);
        assert_eq!(indents.of_class("x two"), 4);
        assert_eq!(indents.of_class("MsoIndent"), 4);
        assert_eq!(indents.of_class("b"), 0);
    }
}
