//! Reads the links of a page, with what is needed to judge them: label, kind, and how much prose surrounds them.

use std::hash::{DefaultHasher, Hash, Hasher};

use encoding_rs::Encoding;
use url::Url;

use super::address::{key, resolve};
use super::scan::{Event, scan, unescape};
use crate::budget;
use crate::data::Profile;
use crate::decode::decode;
use crate::page::Page;

/// How a page names another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An `<a>` or `<area>`.
    Anchor,
    /// A `<frame>` or `<iframe>`.
    Frame,
    /// `<meta http-equiv=refresh>`.
    Refresh,
    /// `rel=next` or `rel=prev`, or a script that writes the page numbers.
    Sequel,
}

/// One link.
#[derive(Debug, Clone)]
pub struct Link {
    /// Where it leads.
    pub url: Url,
    /// Its text, or the `title` or `alt` that stands for it; white space folded.
    pub label: String,
    /// How it is written.
    pub kind: Kind,
    /// `rel=nofollow`: the page does not vouch for it, and asks not to follow.
    pub nofollow: bool,
}

/// The links of a page.
#[derive(Debug, Default)]
pub struct Links {
    /// In the order of the page.
    pub links: Vec<Link>,
    /// References that are no addresses of the web: scripts, mail, other schemes.
    pub not_web: u64,
    /// Characters outside links in text that is made of sentences.
    pub prose: usize,
    /// `<meta name=robots content=nofollow>`.
    pub nofollow: bool,
    /// A digest of the visible text, equal for two copies of a page that differ in their links only.
    pub text_hash: i64,
}

/// Reads the links of a page. Anything but HTML has none.
pub fn links(page: &Page, address: &Url) -> Links {
    let decoded = decode(page, None, &Profile::default());
    let encoding = Encoding::for_label(decoded.charset.name.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    let mut reader = Reader::new(address, encoding);
    scan(&decoded.text, |event| reader.meet(&event));
    reader.finish()
}

struct Reader {
    base: Url,
    based: bool,
    encoding: &'static Encoding,
    out: Links,
    open: Option<Link>,
    /// The `title` or `alt` that stands for a link without text.
    spare: String,
    hidden: u32,
    hash: DefaultHasher,
}

impl Reader {
    fn new(address: &Url, encoding: &'static Encoding) -> Self {
        Reader {
            base: address.clone(),
            based: false,
            encoding,
            out: Links::default(),
            open: None,
            spare: String::new(),
            hidden: 0,
            hash: DefaultHasher::new(),
        }
    }

    fn meet(&mut self, event: &Event) {
        match event {
            Event::Open(name, attributes) => self.open(name, attributes),
            Event::Close(name) => match name.as_str() {
                "a" => self.close(),
                "noscript" => self.hidden = self.hidden.saturating_sub(1),
                _ => {}
            },
            Event::Text(text) => self.text(text),
            Event::Script(text) => self.script(text),
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        let get = |wanted: &str| attributes.iter().find(|(n, _)| n == wanted).map(|(_, v)| v.as_str());
        match name {
            "base" if !self.based => {
                if let Some(base) = get("href").and_then(|h| resolve(&self.base, h, self.encoding)) {
                    (self.base, self.based) = (base, true);
                }
            }
            "a" | "area" => {
                self.close();
                let Some(href) = get("href") else { return };
                self.spare = get("title").or(get("alt")).unwrap_or_default().to_owned();
                let rel = |word: &str| {
                    get("rel").is_some_and(|r| r.split_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
                };
                let kind = if rel("next") || rel("prev") { Kind::Sequel } else { Kind::Anchor };
                self.open = self.link(href, kind).map(|link| Link { nofollow: rel("nofollow"), ..link });
                if name == "area" {
                    self.close();
                }
            }
            "img" if self.open.is_some() && self.spare.is_empty() => {
                self.spare = get("alt").or(get("title")).unwrap_or_default().to_owned();
            }
            "frame" | "iframe" => {
                let found = get("src").and_then(|src| self.link(src, Kind::Frame));
                self.push(found);
            }
            "link" if get("rel").is_some_and(|r| r == "next" || r == "prev") => {
                let found = get("href").and_then(|href| self.link(href, Kind::Sequel));
                self.push(found);
            }
            "meta" => self.meta(get("http-equiv"), get("name"), get("content").unwrap_or_default()),
            "noscript" => self.hidden += 1,
            _ => {}
        }
    }

    fn meta(&mut self, http_equiv: Option<&str>, name: Option<&str>, content: &str) {
        if name.is_some_and(|n| n.eq_ignore_ascii_case("robots")) {
            let words = content.to_ascii_lowercase();
            self.out.nofollow |= words.split(',').any(|w| matches!(w.trim(), "nofollow" | "none"));
        }
        if http_equiv.is_some_and(|h| h.eq_ignore_ascii_case("refresh")) {
            let found = refresh_target(content).and_then(|target| self.link(target, Kind::Refresh));
            self.push(found);
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        for word in text.split_whitespace() {
            word.hash(&mut self.hash);
        }
        match &mut self.open {
            Some(link) => link.label.push_str(text),
            None if text.contains(['。', '；', '，', '.', ';']) => {
                self.out.prose += text.chars().filter(|c| c.is_alphanumeric()).count();
            }
            None => {}
        }
    }

    /// Content systems write page numbers by script: `createPageHTML(count, current, "index", "html")`.
    fn script(&mut self, text: &str) {
        for (at, call) in text.match_indices("createPageHTML") {
            let Some((_, inside)) = text[at + call.len()..].split_once('(') else { continue };
            let Some((inside, _)) = inside.split_once(')') else { continue };
            let parts: Vec<&str> = inside.split(',').map(|p| p.trim().trim_matches(['"', '\''])).collect();
            let &[count, current, stem, extension, ..] = parts.as_slice() else { continue };
            let (Ok(count), Ok(_)) = (count.parse::<u32>(), current.parse::<u32>()) else { continue };
            for page in 1..count.min(budget::ARTICLE_PAGES) {
                let found = self.link(&format!("{stem}_{page}.{extension}"), Kind::Sequel);
                self.push(found);
            }
        }
    }

    fn link(&mut self, reference: &str, kind: Kind) -> Option<Link> {
        let url = resolve(&self.base, reference, self.encoding);
        if url.is_none() {
            self.out.not_web += 1;
        }
        Some(Link { url: url?, label: String::new(), kind, nofollow: false })
    }

    fn close(&mut self) {
        if let Some(mut link) = self.open.take() {
            let text = unescape(&link.label);
            let text = if text.trim().is_empty() { std::mem::take(&mut self.spare) } else { text };
            link.label = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.push(Some(link));
        }
        self.spare.clear();
    }

    fn push(&mut self, link: Option<Link>) {
        if let Some(link) = link.filter(|_| self.out.links.len() < budget::PAGE_LINKS) {
            self.out.links.push(link);
        }
    }

    fn finish(mut self) -> Links {
        self.close();
        self.out.text_hash = self.hash.finish().cast_signed();
        self.out
    }
}

/// The address in `0; url=next.html`, quoted or not; `None` where the page only reloads itself.
fn refresh_target(content: &str) -> Option<&str> {
    let (_, rest) = content.split_once([';', ','])?;
    let rest = rest.trim_start();
    let named = rest.get(..3).is_some_and(|n| n.eq_ignore_ascii_case("url"));
    let target = if named { rest[3..].trim_start().strip_prefix('=')? } else { rest };
    Some(target.trim().trim_matches(['"', '\''])).filter(|t| !t.is_empty())
}

/// Where a page sends its reader at once, if to another page.
pub fn refresh(links: &Links, address: &Url) -> Option<Url> {
    let found = links.links.iter().find(|l| l.kind == Kind::Refresh)?;
    (key(&found.url) != key(address)).then(|| found.url.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &[u8]) -> Vec<String> {
        let page = Page { body: html.to_vec(), ..Page::default() };
        let address = Url::parse("http://h.cn/nj/2014/index.html").unwrap();
        let found = links(&page, &address);
        found.links.iter().map(|l| format!("{:?} {} {}", l.kind, l.url.as_str(), l.label)).collect()
    }

    #[test]
    fn reads_each_kind() {
        for (html, want) in [
            ("<a href=a.html>概 <b>况</b></a>", "Anchor http://h.cn/nj/2014/a.html 概 况"),
            ("<base href=/x/><a href=a.html>A</a>", "Anchor http://h.cn/x/a.html A"),
            ("<a href='../b.html'><img alt=图></a>", "Anchor http://h.cn/nj/b.html 图"),
            ("<a href='//k.cn/?a=1&amp;b=2' title=T></a>", "Anchor http://k.cn/?a=1&b=2 T"),
            ("<map><area href=c.html alt=区></map>", "Anchor http://h.cn/nj/2014/c.html 区"),
            ("<iframe src=f.html></iframe>", "Frame http://h.cn/nj/2014/f.html "),
            ("<frameset><frame src=f.html></frameset>", "Frame http://h.cn/nj/2014/f.html "),
            ("<meta http-equiv=Refresh content=\"0;URL='m.html'\">", "Refresh http://h.cn/nj/2014/m.html "),
            ("<link rel=next href=n.html>", "Sequel http://h.cn/nj/2014/n.html "),
            ("<a rel='nofollow next' href=n.html>2</a>", "Sequel http://h.cn/nj/2014/n.html 2"),
            (
                "<script>createPageHTML(2, 0, \"t1\", \"html\");</script>",
                "Sequel http://h.cn/nj/2014/t1_1.html ",
            ),
        ] {
            assert_eq!(read(html.as_bytes()), [want], "{html}");
        }
        assert!(read(b"<a href='javascript:void(0)'>x</a><a name=y>y</a><!--<a href=z>z</a>-->").is_empty());
    }

    #[test]
    fn knows_a_refresh_from_a_reload() {
        for (content, want) in [
            ("0;url=a.html", Some("a.html")),
            ("5", None),
            ("3; URL = \"b\"", Some("b")),
            ("0, c", Some("c")),
        ] {
            assert_eq!(refresh_target(content), want, "{content}");
        }
    }

    #[test]
    fn prose_and_text_hash() {
        let address = Url::parse("http://h.cn/").unwrap();
        let of = |html: &str| links(&Page { body: html.as_bytes().to_vec(), ..Page::default() }, &address);
        let (a, b) = (of("<a href=a?x=1>条目</a>年鉴，全文。"), of("<a href=a?x=2>条目</a> 年鉴，全文。"));
        assert_eq!((a.prose, a.text_hash), (4, b.text_hash));
        assert_ne!(a.text_hash, of("<a href=a?x=1>条目</a>年鉴，全书。").text_hash);
        assert!(of("<meta name=ROBOTS content='noindex, nofollow'>").nofollow);
        let links = of("<a href=a rel='external NoFollow'>甲</a><a href=b rel=nofollower>乙</a>").links;
        assert_eq!(links.iter().map(|l| l.nofollow).collect::<Vec<_>>(), [true, false]);
    }
}
