//! Says what a page without a text is instead: frames around other files, a shell that a script fills, a page that
//! leads on.

use std::ops::ControlFlow;

use crate::error::{Failure, Rejection, Skip};

/// Why a page gives no article, where its source says more than that its text is missing. `why` is what was found
/// when its text was sought.
pub fn explain(source: &str, why: Skip) -> Rejection {
    let (empty, bare) = (why.reason == "no-text", matches!(why.reason.as_str(), "no-text" | "no-article"));
    let tags = Tags::read(source);
    let failure = tags
        .frameset()
        .or_else(|| tags.framed(bare))
        .or_else(|| tags.led_on(source).filter(|_| empty))
        .or_else(|| tags.drawn(source, empty).filter(|_| bare));
    failure.map_or(Rejection::Skipped(why), Rejection::Failed)
}

/// What of a page's source tells such pages.
#[derive(Default)]
struct Tags {
    frameset: bool,
    frames: Vec<Frame>,
    iframes: Vec<Frame>,
    /// The address that `<meta http-equiv=refresh>` names.
    refresh: Option<String>,
    scripts: usize,
    /// The first element that scripts usually fill: div#app.
    mount: Option<String>,
}

/// A frame: where its text is, and whether its name or size says that it holds the page's own.
struct Frame {
    src: String,
    main: bool,
}

/// The ids of the elements that the usual frameworks fill.
const MOUNTS: [&str; 8] =
    ["app", "root", "__next", "__nuxt", "main-app", "vue-app", "react-root", "application"];
/// What the frame that holds the text is called.
const MAIN: [&str; 9] = ["main", "content", "text", "body", "right", "zw", "nr", "article", "con"];

impl Tags {
    fn read(source: &str) -> Tags {
        let mut tags = Tags::default();
        each_tag(source, &mut |tag| {
            tags.take(tag);
            ControlFlow::Continue(())
        });
        tags
    }

    fn take(&mut self, tag: &str) {
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "frameset" => self.frameset = true,
            "frame" => self.frames.extend(frame(tag)),
            "iframe" => self.iframes.extend(frame(tag)),
            "script" => self.scripts += 1,
            "meta" if attribute(tag, "http-equiv").is_some_and(|v| v.eq_ignore_ascii_case("refresh")) => {
                let content = attribute(tag, "content").unwrap_or_default();
                let at = content.to_ascii_lowercase().find("url=");
                self.refresh = at
                    .and_then(|at| content.get(at + 4..))
                    .map(|url| url.trim_matches(['\'', '"', ' ']).to_owned());
            }
            "div" | "main" | "section" if self.mount.is_none() => {
                let id = attribute(tag, "id").filter(|id| MOUNTS.contains(&id.as_str()));
                self.mount = id.map(|id| format!("<{name} id={id}>"));
            }
            _ => {}
        }
    }

    fn frameset(&self) -> Option<Failure> {
        let best = self.frames.iter().find(|f| f.main).or(self.frames.last()).filter(|_| self.frameset)?;
        let message = format!(
            "expected a page with a text, found a frameset: the text stands in {}",
            all(&self.frames)
        );
        Some(Failure::new("document", "frameset", message, format!("convert {}", best.src)))
    }

    /// A page whose text stands in a frame of its own. Beside links a frame must look like the one that holds it.
    fn framed(&self, bare: bool) -> Option<Failure> {
        let best = self.iframes.iter().find(|f| f.main).or(self.iframes.first().filter(|_| bare))?;
        let message =
            format!("expected a page with a text, found one that shows {} in a frame", all(&self.iframes));
        Some(Failure::new("document", "iframe", message, format!("convert {}", best.src)))
    }

    fn led_on(&self, source: &str) -> Option<Failure> {
        let to = self.refresh.clone().filter(|to| !to.is_empty()).or_else(|| location(source))?;
        let message = format!("expected a page with a text, found one that only leads on to {to}");
        Some(Failure::new("document", "redirect", message, format!("convert {to}")))
    }

    /// A page that a script draws. Where it shows some words, it must name what the script fills, or its data.
    fn drawn(&self, source: &str, empty: bool) -> Option<Failure> {
        if self.scripts == 0 {
            return None;
        }
        let data = ["__INITIAL_STATE__", "__NUXT__", "__NEXT_DATA__", "__APOLLO_STATE__", "window.__DATA__"];
        let data = data.iter().find(|name| source.contains(**name)).map(|name| format!("the data {name}"));
        let scripts = || empty.then(|| format!("{} scripts", self.scripts));
        let found = self.mount.clone().or(data).or_else(scripts)?;
        let message = format!("expected a page with a text, found {found} and no text: a script draws it");
        let advice = "open it in a browser, wait until the text is there, save it (Webpage, complete, or as .mht) and convert that";
        Some(Failure::new("document", "scripted", message, advice))
    }
}

fn all(frames: &[Frame]) -> String {
    frames.iter().map(|frame| frame.src.as_str()).collect::<Vec<_>>().join(", ")
}

fn frame(tag: &str) -> Option<Frame> {
    let src = attribute(tag, "src")?;
    let elsewhere = ["about:", "javascript:", "data:"].iter().any(|s| src.starts_with(s));
    let number = |name: &str| attribute(tag, name).and_then(|v| v.trim_end_matches("px").parse::<u32>().ok());
    let hidden = number("width").is_some_and(|n| n < 50) || number("height").is_some_and(|n| n < 50);
    let called = ["id", "name", "class"].iter().filter_map(|name| attribute(tag, name));
    let called = called.map(|v| v.to_ascii_lowercase()).any(|v| MAIN.iter().any(|word| v.contains(word)));
    let wide =
        attribute(tag, "width").is_some_and(|w| w == "100%") && number("height").is_none_or(|h| h >= 300);
    (!src.is_empty() && !elsewhere && !hidden).then_some(Frame { src, main: called || wide })
}

/// Gives each start tag to `each`, without its angle brackets; what comments and scripts hold are none.
fn each_tag(source: &str, each: &mut dyn FnMut(&str) -> ControlFlow<()>) {
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").and_then(|end| comment.get(end..)).unwrap_or_default();
            continue;
        }
        let tag = rest.get(..rest.find('>').unwrap_or(rest.len())).unwrap_or_default();
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        if each(tag).is_break() {
            return;
        }
        if tag.get(..6).is_some_and(|name| name.eq_ignore_ascii_case("script")) {
            rest = rest.find("</").and_then(|end| rest.get(end..)).unwrap_or_default();
        }
    }
}

/// The value of an attribute of a tag; none where it has none.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.match_indices(name).find_map(|(at, _)| {
        let before = lower.get(..at)?.ends_with(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
        let behind = lower.get(at + name.len()..)?.trim_start();
        (before && behind.starts_with('=')).then_some(lower.len() - behind.len() + 1)
    })?;
    let value = tag.get(at..)?.trim_start();
    let quoted = value.strip_prefix(['"', '\'']);
    let value = match quoted {
        Some(inner) => inner.split(value.chars().next()?).next()?,
        None => value.split(|c: char| c.is_ascii_whitespace() || c == '>').next()?.trim_end_matches('/'),
    };
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Where a script of a page without a text leads: `location.href = "…"`, `location.replace("…")`.
fn location(source: &str) -> Option<String> {
    source.match_indices("location").find_map(|(at, word)| {
        let rest = source.get(at + word.len()..)?;
        let rest = rest.strip_prefix(".href").or(rest.strip_prefix(".replace")).unwrap_or(rest).trim_start();
        let rest = rest.strip_prefix('=').or(rest.strip_prefix('('))?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split(quote).next().filter(|to| !to.is_empty()).map(str::to_owned)
    })
}

/// Whether a page ends before it is done: it has a `<body>`, and neither that nor the page is closed.
pub fn is_cut_off(source: &str) -> bool {
    let bytes = source.as_bytes();
    let is = |at: usize, name: &str| {
        bytes.get(at + 1..at + 1 + name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
    };
    // The end stands near the end.
    let closed = memchr::memrchr_iter(b'<', bytes).any(|at| is(at, "/body") || is(at, "/html"));
    !closed && memchr::memchr_iter(b'<', bytes).any(|at| is(at, "body"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(source: &str, why: &str) -> (String, String) {
        match explain(source, Skip::new(why, "")) {
            Rejection::Failed(failure) => (failure.reason, failure.advice),
            Rejection::Skipped(skip) => (skip.reason, String::new()),
        }
    }

    #[test]
    fn pages_whose_text_is_elsewhere() {
        let rows = [
            (
                "<FRAMESET cols=1,*><FRAME SRC='mulu.htm'><frame name=main src=\"12-03.htm\"/></FRAMESET>",
                "no-text",
                "frameset",
                "convert 12-03.htm",
            ),
            (
                "<frameset><frame src=a.htm><frame src=b.htm></frameset>",
                "no-text",
                "frameset",
                "convert b.htm",
            ),
            (
                "<body><iframe width=\"100%\" height=\"800\" src=\"../nr/5.html\"></iframe>",
                "no-text",
                "iframe",
                "convert ../nr/5.html",
            ),
            (
                "<a href=1>目录</a><iframe id=mainFrame src=5.html></iframe>",
                "link-list",
                "iframe",
                "convert 5.html",
            ),
            (
                "<a href=1>目录</a><iframe src=//ad.cn/1 width=300 height=90></iframe>",
                "link-list",
                "link-list",
                "",
            ),
            ("<iframe src=about:blank></iframe><p>x", "no-article", "no-article", ""),
            (
                "<meta http-equiv=\"refresh\" content=\"0; URL='nj/index.html'\">",
                "no-text",
                "redirect",
                "convert nj/index.html",
            ),
            (
                "<script>window.location.href=\"/nj/1.html\";</script>",
                "no-text",
                "redirect",
                "convert /nj/1.html",
            ),
            ("<!-- <iframe src=a.htm> --><p>x", "no-article", "no-article", ""),
        ];
        for (source, why, want, advice) in rows {
            assert_eq!(reason(source, why), (want.to_owned(), advice.to_owned()), "{source}");
        }
    }

    #[test]
    fn pages_that_a_script_draws() {
        for source in [
            "<div id=app></div><script src=/js/app.5f3.js></script>",
            "<script>window.__NUXT__={}</script>",
            "<noscript>We're sorry</noscript><div id=\"root\"></div><script>if(a<b){}</script>",
        ] {
            assert_eq!(reason(source, "no-text").0, "scripted", "{source}");
        }
        assert_eq!(reason("<p>x</p>", "no-text").0, "no-text");
    }

    #[test]
    fn pages_that_end_too_soon() {
        for (source, want) in [
            ("<html><BODY><p>收到提案13", true),
            ("<html><body><p>收到提案13件。</p></body>", false),
            ("<html><body><p>收到提案13件。</HTML>", false),
            ("<p>收到提案13件。", false),
            ("", false),
        ] {
            assert_eq!(is_cut_off(source), want, "{source}");
        }
    }
}
