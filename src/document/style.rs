//! Says what an element's name and its `style` mean for the layout of its text.

use html5ever::{LocalName, local_name};
use rustc_hash::FxHashSet;

/// What is read of a `style` attribute.
#[derive(Default)]
pub(super) struct Style<'a> {
    /// Whether it is stated if the text is shown: by `display` or `visibility`.
    pub(super) set: bool,
    pub(super) none: bool,
    /// It keeps its room and is not shown.
    pub(super) invisible: bool,
    /// The text is struck out.
    pub(super) struck: bool,
    /// The letters have no size.
    pub(super) sizeless: bool,
    pub(super) block: bool,
    pub(super) strong: Option<bool>,
    /// The typeface is one that headings are set in.
    pub(super) display_face: bool,
    pub(super) indented: Option<bool>,
    pub(super) align: &'a str,
}

impl<'a> Style<'a> {
    pub(super) fn read(css: &'a str) -> Self {
        let mut style = Style::default();
        for rule in css.split(';') {
            let Some((name, value)) = rule.split_once(':') else { continue };
            let (name, value) = (name.trim(), value.trim());
            let has = |word: &str| value.get(..word.len()).is_some_and(|v| v.eq_ignore_ascii_case(word));
            if name.eq_ignore_ascii_case("display") {
                style.set = true;
                style.none |= has("none");
                style.block = has("block");
            } else if name.eq_ignore_ascii_case("visibility") {
                style.set = true;
                style.invisible = has("hidden") || has("collapse");
            } else if name.eq_ignore_ascii_case("text-decoration")
                || name.eq_ignore_ascii_case("text-decoration-line")
            {
                style.struck = has("line-through");
            } else if name.eq_ignore_ascii_case("font-size") {
                style.sizeless =
                    matches!(value.trim_end_matches(|c: char| c.is_ascii_alphabetic()), "0" | "0.0");
            } else if name.eq_ignore_ascii_case("font-weight") {
                style.strong = Some(has("bold") || value.parse::<u32>().is_ok_and(|w| w >= 600));
            } else if name.eq_ignore_ascii_case("font-family") || name.eq_ignore_ascii_case("font") {
                style.display_face = is_display_face(value);
            } else if name.eq_ignore_ascii_case("text-align") {
                style.align = value.split_whitespace().next().unwrap_or_default();
            } else if name.eq_ignore_ascii_case("text-indent") {
                let digits: String = value.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
                style.indented = digits.parse::<f32>().ok().map(|indent| indent > 0.0);
            }
        }
        style
    }
}

/// Whether a typeface is one that Chinese typesetting keeps for headings, as others use bold: the first of
/// the list, since those behind it only stand in for it.
pub(super) fn is_display_face(families: &str) -> bool {
    let first = families.split(',').next().unwrap_or_default();
    ["黑体", "黑體", "小标宋"].iter().any(|face| first.contains(face))
        || first.to_ascii_lowercase().contains("simhei")
}

/// What the style sheets of a page hide.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Hides {
    /// A class, and before a point the only element that it hides: `jammer`, `font.jammer`.
    classes: FxHashSet<String>,
    ids: FxHashSet<String>,
}

/// The class by which forums mark the noise that they put between the lines against copying; the sheet that hides it
/// is seldom saved with the page.
const NOISE: &str = "jammer";

impl Hides {
    /// Reads style sheets. Only a class or an id that stands alone and is shown nowhere else counts:
    /// `.hide{display:none}`, not `.tab .pane{display:none}`.
    pub(super) fn read<'a>(sheets: impl Iterator<Item = &'a str>) -> Self {
        let (mut hidden, mut shown) = (Vec::new(), Vec::new());
        for sheet in sheets.filter(|s| s.contains("display") || s.contains("visibility")) {
            let mut media = 0;
            for rule in sheet.split('}') {
                // What holds in a medium only stands inside braces of its own.
                if media > 0 && !rule.contains('{') {
                    media -= 1;
                    continue;
                }
                let Some((selectors, body)) = rule.rsplit_once('{') else { continue };
                let selectors = selectors.rsplit("*/").next().unwrap_or(selectors);
                media += selectors.matches('{').count();
                let style = Style::read(body);
                if !style.set {
                    continue;
                }
                let hides = style.none || style.invisible;
                for selector in selectors.split(',').map(str::trim) {
                    let simple = selector.split_once(['.', '#']).is_some_and(|(element, name)| {
                        is_word(name) && (element.is_empty() || is_word(element))
                    });
                    match hides && media == 0 {
                        true if simple => hidden.push(selector),
                        _ if !hides => shown.push(selector),
                        _ => {}
                    }
                }
            }
        }
        let mut hides = Hides::default();
        for name in hidden.into_iter().filter(|name| !shown.iter().any(|s| s.contains(name))) {
            match name.split_once('#') {
                // An id names one element, whatever its kind.
                Some((_, id)) => hides.ids.insert(id.to_owned()),
                None => hides.classes.insert(name.strip_prefix('.').unwrap_or(name).to_owned()),
            };
        }
        hides
    }

    /// Whether an element of this name, these classes and this id is hidden.
    pub(super) fn hides(&self, element: &str, class: &str, id: &str) -> bool {
        let hidden = |class: &str| {
            self.classes.contains(class) || self.classes.contains(&format!("{element}.{class}"))
        };
        class == NOISE
            || !self.classes.is_empty() && class.split_ascii_whitespace().any(hidden)
            || !self.ids.is_empty() && self.ids.contains(id)
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// Whether an element may hold a whole article.
pub(super) fn is_box(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("div")
            | local_name!("section")
            | local_name!("article")
            | local_name!("main")
            | local_name!("body")
            | local_name!("form")
            | local_name!("table")
    )
}

/// Whether text before and after an element stands in lines of its own.
pub(super) fn is_block(name: &LocalName) -> bool {
    let known = matches!(
        *name,
        local_name!("address")
            | local_name!("article")
            | local_name!("aside")
            | local_name!("blockquote")
            | local_name!("body")
            | local_name!("button")
            | local_name!("caption")
            | local_name!("center")
            | local_name!("dd")
            | local_name!("details")
            | local_name!("dialog")
            | local_name!("dir")
            | local_name!("div")
            | local_name!("dl")
            | local_name!("dt")
            | local_name!("fieldset")
            | local_name!("figcaption")
            | local_name!("figure")
            | local_name!("footer")
            | local_name!("form")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
            | local_name!("header")
            | local_name!("hgroup")
            | local_name!("html")
            | local_name!("legend")
            | local_name!("li")
            | local_name!("main")
            | local_name!("menu")
            | local_name!("nav")
            | local_name!("ol")
            | local_name!("optgroup")
            | local_name!("option")
            | local_name!("p")
            | local_name!("pre")
            | local_name!("section")
            | local_name!("select")
            | local_name!("summary")
            | local_name!("table")
            | local_name!("tbody")
            | local_name!("td")
            | local_name!("textarea")
            | local_name!("tfoot")
            | local_name!("th")
            | local_name!("thead")
            | local_name!("tr")
            | local_name!("ul")
    );
    // Custom elements are containers, and so is what one content system wraps around the text.
    known || name.contains('-') || &**name == "ucapcontent"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_style_sheets_hide() {
        let rows: [(&str, &[&str]); 9] = [
            (".hide{display:none} .f{float:left}", &[".hide"]),
            ("/* x */ #tip , .a{ display : none }", &["#tip", ".a"]),
            (".tab .pane{display:none}", &[]),
            (".pane{display:none}.pane.on{display:block}", &[]),
            ("@media print{.noprint{display:none}.x{color:red}}.y{display:none}", &[".y"]),
            ("}}{{.a{", &[]),
            ("font.x{visibility:hidden} .y{visibility:visible}", &[".font.x"]),
            (".m{visibility:hidden}.m:hover{visibility:visible}", &[]),
            ("div#q{display:none}", &["#q"]),
        ];
        for (css, want) in rows {
            let hides = Hides::read([css].into_iter());
            let classes = hides.classes.iter().map(|class| format!(".{class}"));
            let mut got: Vec<String> = classes.chain(hides.ids.iter().map(|id| format!("#{id}"))).collect();
            got.sort_unstable();
            assert_eq!(got, want, "{css}");
        }
        let hides = Hides::read([".hide{display:none}#q{display:none}"].into_iter());
        assert!(hides.hides("p", "a hide", "") && hides.hides("p", "", "q"));
        assert!(!hides.hides("p", "hidden", "hide"));
        let hides = Hides::read([".a{color:red}font.x{display:none}"].into_iter());
        assert!(
            hides.hides("font", "x", "") && !hides.hides("p", "x", "") && hides.hides("font", "jammer", "")
        );
    }
}
