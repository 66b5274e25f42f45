//! Says what an element's name and its `style` mean for the layout of its text.

use html5ever::{LocalName, local_name};

/// What is read of a `style` attribute.
#[derive(Default)]
pub(super) struct Style<'a> {
    pub(super) none: bool,
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
                style.none = has("none");
                style.block = has("block");
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

/// Whether text before and after an element stands in lines of its own.
pub(super) fn is_block(name: &LocalName) -> bool {
    // Custom elements are containers, and so is what one content system wraps around the text.
    if name.contains('-') || &**name == "ucapcontent" {
        return true;
    }
    matches!(
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
    )
}
