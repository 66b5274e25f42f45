//! Reads the style sheets of a page once: which classes and ids they hide, set bold or in the middle, or indent. A
//! heading may have no other sign than its class, nor may a row that is a part of the one above.

use rustc_hash::{FxHashMap, FxHashSet};

use super::style::{Style, split, trimmed};

/// What the style sheets of a page say.
#[derive(Debug, Default)]
pub(super) struct Looks<'t> {
    classes: FxHashMap<&'t str, Class<'t>>,
    ids: FxHashSet<&'t str>,
}

/// What they say of a class.
#[derive(Debug, Default)]
struct Class<'t> {
    hidden: bool,
    /// The elements that it hides, where it does not hide all.
    hidden_as: FxHashSet<&'t str>,
    strong: Option<bool>,
    centred: bool,
    indent: i32,
}

/// What holds for an element by its classes and its id.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) hidden: bool,
    /// None where they say nothing.
    pub(super) strong: Option<bool>,
    pub(super) centred: bool,
    /// In half em.
    pub(super) indent: i32,
}

/// Classes that say by their names that they are bold, as converters of e-books call them: the sheet is seldom saved
/// with the page.
const BOLD: [&str; 4] = ["bold", "strong", "fontbold", "font-bold"];

/// Classes whose text no reader sees, by sheets that are seldom saved with the page: the noise that forums put
/// between the lines against copying, and the name of its subject that an encyclopedia hides before each heading.
const UNSEEN: [&str; 2] = ["jammer", "title-prefix"];

impl<'t> Looks<'t> {
    /// Reads style sheets: rules of one class or id, `.h2{font-weight:bold}` and `p.t{text-align:center}`. All that
    /// they say is read in one pass over their bytes: sheets are a quarter of real pages.
    pub(super) fn read(sheets: impl Iterator<Item = &'t str>) -> Self {
        let (mut looks, mut hiding) = (Looks::default(), Hiding::default());
        for sheet in sheets {
            let says = Says::of(sheet);
            if !(says.hides || says.face || says.indent) {
                continue;
            }
            // How many braces of media are open: what holds in a medium only stands inside braces of its own.
            let mut media = 0;
            for rule in split(sheet, b'}') {
                let Some(open) = memchr::memrchr(b'{', rule.as_bytes()) else {
                    media -= usize::from(media > 0);
                    continue;
                };
                let (selectors, body) = rule.split_at(open);
                media += braces(selectors);
                let style = Style::read(body.get(1..).unwrap_or_default());
                if says.hides && style.set {
                    hiding.add(selectors, &style, media > 0);
                }
                looks.add(selectors, &style, says);
            }
        }
        looks.hide(hiding);
        looks
    }

    /// Notes the face and the indent that a rule gives.
    fn add(&mut self, selectors: &'t str, style: &Style<'_>, says: Says) {
        let centred = style.align.eq_ignore_ascii_case("center");
        let has_face = says.face && (style.strong.is_some() || centred);
        let indents = says.indent && style.indent != 0;
        if !(has_face || indents) {
            return;
        }
        for selector in selector_list(selectors) {
            let selector = selector.trim_start_matches("<!--").trim();
            let Some((element, class)) = selector.split_once('.').filter(|(_, class)| is_word(class)) else {
                continue;
            };
            if has_face && (element.is_empty() || is_word(element)) {
                let known = self.classes.entry(class).or_default();
                known.strong = style.strong.or(known.strong);
                known.centred |= centred;
            }
            if indents {
                self.classes.entry(class).or_default().indent = style.indent;
            }
        }
    }

    /// Notes what is hidden and shown nowhere else.
    fn hide(&mut self, Hiding { hidden, mut shown }: Hiding<'t>) {
        if hidden.is_empty() {
            return;
        }
        // Only what goes on as something hidden does can show it.
        let second = |name: &str| name.as_bytes().get(1).map(|letter| usize::from(*letter));
        let mut begun = [false; 256];
        for name in &hidden {
            let at = name.find(['.', '#']).and_then(|at| second(name.get(at..)?));
            if let Some(begun) = at.and_then(|at| begun.get_mut(at)) {
                *begun = true;
            }
        }
        shown.retain(|(tail, _)| second(tail).and_then(|at| begun.get(at)).is_some_and(|begun| *begun));
        shown.sort_unstable();
        for name in hidden.into_iter().filter(|name| !is_shown(name, &shown)) {
            if let Some((_, id)) = name.split_once('#') {
                // An id names one element, whatever its kind.
                self.ids.insert(id);
            } else if let Some((element, class)) = name.split_once('.') {
                let class = self.classes.entry(class).or_default();
                match element {
                    "" => class.hidden = true,
                    _ => {
                        class.hidden_as.insert(element);
                    }
                }
            }
        }
    }

    /// What holds for an element of this name, these classes and this id.
    pub(super) fn of(&self, element: &str, classes: &str, id: &str) -> Look {
        let hidden = UNSEEN.contains(&classes) || !self.ids.is_empty() && self.ids.contains(id);
        let mut look = Look { hidden, ..Look::default() };
        if classes.is_empty() {
            return look;
        }
        for class in classes.split_ascii_whitespace() {
            let mut strong = None;
            if let Some(own) = self.classes.get(class) {
                look.hidden |= own.hidden || own.hidden_as.contains(element);
                look.centred |= own.centred;
                look.indent = look.indent.saturating_add(own.indent);
                strong = own.strong;
            }
            let named = || BOLD.iter().any(|word| class.eq_ignore_ascii_case(word)).then_some(true);
            look.strong = strong.or_else(named).or(look.strong);
        }
        look
    }
}

/// What a sheet may say at all.
#[derive(Clone, Copy)]
struct Says {
    hides: bool,
    face: bool,
    indent: bool,
}

impl Says {
    fn of(sheet: &str) -> Self {
        let has = |word: &str| memchr::memmem::find(sheet.as_bytes(), word.as_bytes()).is_some();
        Says {
            hides: has("display") || has("visibility"),
            face: has("font-weight") || has("text-align"),
            indent: has("padding-left") || has("indent"),
        }
    }
}

/// What rules hide, and what others show. Only a class or an id that stands alone and is shown nowhere else counts:
/// `.hide{display:none}`, not `.tab .pane{display:none}`.
#[derive(Default)]
struct Hiding<'t> {
    hidden: Vec<&'t str>,
    /// The selectors from each point and hash sign on, with what stands before it.
    shown: Vec<(&'t str, &'t str)>,
}

impl<'t> Hiding<'t> {
    fn add(&mut self, selectors: &'t str, style: &Style<'_>, in_medium: bool) {
        let hides = style.none || style.invisible;
        for selector in selector_list(selectors) {
            if !hides {
                let points = memchr::memchr2_iter(b'.', b'#', selector.as_bytes());
                let tails = points.filter_map(|at| selector.split_at_checked(at));
                self.shown.extend(tails.map(|(before, tail)| (tail, before)));
            } else if !in_medium
                && selector
                    .split_once(['.', '#'])
                    .is_some_and(|(element, name)| is_word(name) && (element.is_empty() || is_word(element)))
            {
                self.hidden.push(selector);
            }
        }
    }
}

/// Whether a name is a part of a selector that shows: `.pane` of `.pane.on`. `shown` is sorted.
fn is_shown(name: &str, shown: &[(&str, &str)]) -> bool {
    let (element, tail) = name.split_at(name.find(['.', '#']).unwrap_or_default());
    let from = shown.partition_point(|(other, _)| *other < tail);
    let mut alike = shown.iter().skip(from).take_while(|(other, _)| other.starts_with(tail));
    alike.any(|(_, before)| before.ends_with(element))
}

/// How many braces stand open before the last one.
fn braces(selectors: &str) -> usize {
    match memchr::memchr(b'{', selectors.as_bytes()) {
        Some(_) => behind_comments(selectors).matches('{').count(),
        None => 0,
    }
}

fn selector_list(selectors: &str) -> impl Iterator<Item = &str> {
    split(behind_comments(selectors), b',').map(trimmed)
}

fn behind_comments(selectors: &str) -> &str {
    let bytes = selectors.as_bytes();
    let ends = |at: &usize| bytes.get(..*at).is_some_and(|before| before.ends_with(b"*"));
    let end = memchr::memrchr_iter(b'/', bytes).find(ends);
    end.and_then(|end| selectors.get(end + 1..)).unwrap_or(selectors)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_style_sheets_hide() {
        let rows: [(&str, &[&str]); 11] = [
            (".hide{display:none} .f{float:left}", &[".hide"]),
            ("/* x */ #tip , .a{ display : none }", &["#tip", ".a"]),
            (".tab .pane{display:none}", &[]),
            (".pane{display:none}.pane.on{display:block}", &[]),
            ("@media print{.noprint{display:none}.x{color:red}}.y{display:none}", &[".y"]),
            ("}}{{.a{", &[]),
            ("font.x{visibility:hidden} .y{visibility:visible}", &["font.x"]),
            (".m{visibility:hidden}.m:hover{visibility:visible}", &[]),
            ("div#q{display:none}", &["#q"]),
            (
                "p.a{display:none}font.a{display:none}.b{display:none}div .p.a{display:block}",
                &[".b", "font.a"],
            ),
            ("#a{display:none}.b{display:none}.c #ab{display:block}.bc,.d{display:inline}", &[]),
        ];
        for (css, want) in rows {
            let looks = Looks::read([css].into_iter());
            let mut got: Vec<String> = looks.ids.iter().map(|id| format!("#{id}")).collect();
            #[allow(clippy::iter_over_hash_type, reason = "sorted below")]
            for (name, class) in &looks.classes {
                got.extend(class.hidden.then(|| format!(".{name}")));
                got.extend(class.hidden_as.iter().map(|element| format!("{element}.{name}")));
            }
            got.sort_unstable();
            assert_eq!(got, want, "{css}");
        }
        let looks = Looks::read([".hide{display:none}#q{display:none}"].into_iter());
        assert!(looks.of("p", "a hide", "").hidden && looks.of("p", "", "q").hidden);
        assert!(!looks.of("p", "hidden", "hide").hidden);
        let looks = Looks::read([".a{color:red}font.x{display:none}"].into_iter());
        assert!(looks.of("font", "x", "").hidden && !looks.of("p", "x", "").hidden);
        assert!(looks.of("font", "jammer", "").hidden);
    }

    #[test]
    fn classes_have_faces() {
        let sheet = "<!--p.h2, .t\n{font-weight:bold;text-align:center}\n.a .b{font-weight:bold}\n.x:hover{font-weight:700}\n.n{font-weight:normal}.m{text-align:center}-->";
        let looks = Looks::read([sheet].into_iter());
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
            let Look { strong, centred, .. } = looks.of("p", class, "");
            assert_eq!((strong, centred), want, "{class}");
        }
    }

    #[test]
    fn classes_indent() {
        let sheet = "<!--table{x:y}\n.xl41\n\t{text-align:left;\n\tpadding-left:12px;}\ntd.two, p.MsoIndent{text-indent:2em}\n.a .b{padding-left:9px}-->";
        let looks = Looks::read([sheet].into_iter());
        for (class, want) in [("xl41", 2), ("x two", 4), ("MsoIndent", 4), ("b", 0)] {
            assert_eq!(looks.of("td", class, "").indent, want, "{class}");
        }
    }
}
