//! Feeds html5ever's tree builder from html5gum's tokenizer, which reads tags in half the time that
//! html5ever's own takes, and passes on only the attributes that something reads.

use encoding_rs::UTF_8;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Doctype, Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, LocalName, QualName, ns};
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, State, Tokenizer};

use super::attribute;
use super::dom::{Dom, Sink};

/// Whether the tree builder compares all attributes of an element when it opens it again.
fn is_compared(name: &[u8]) -> bool {
    matches!(
        name,
        b"b" | b"big"
            | b"code"
            | b"em"
            | b"font"
            | b"i"
            | b"s"
            | b"small"
            | b"strike"
            | b"strong"
            | b"tt"
            | b"u"
    )
}

/// How many elements begin between two looks at the depth.
const PAUSE: u32 = 256;

/// Builds the tree of a page, or says how deep it is where that is more than `limit`.
pub(super) fn parse(text: &str, limit: usize) -> Result<Dom, usize> {
    let builder = TreeBuilder::new(Sink::new(text.len()), TreeBuilderOpts::default());
    let feed = Feed { builder: &builder, limit, begun: 0, tag: None, all: false, wanted: false, state: None };
    let mut tokens = Tokenizer::new_with_emitter(text, Tokens(CallbackEmitter::new(feed)));
    // The callback yields nothing but a depth that is too much; the reader of a `str` never fails.
    if let Some(Ok(depth)) = tokens.next() {
        return Err(depth);
    }
    drop(tokens);
    let dom = builder.sink.finish();
    let depth = dom.newest_depth();
    if depth > limit { Err(depth) } else { Ok(dom) }
}

/// Turns what the tokenizer reports into what the tree builder takes.
struct Feed<'b> {
    builder: &'b TreeBuilder<u32, Sink>,
    limit: usize,
    /// How many elements have begun.
    begun: u32,
    /// The start tag that is being read.
    tag: Option<Tag>,
    /// Whether all its attributes count.
    all: bool,
    /// Whether the attribute that is being read does.
    wanted: bool,
    /// How the tree builder wants the text behind the tag to be read.
    state: Option<State>,
}

impl Feed<'_> {
    fn send(&mut self, token: Token) {
        let state = match self.builder.process_token(token, 1) {
            TokenSinkResult::Plaintext => State::PlainText,
            TokenSinkResult::RawData(RawKind::Rcdata) => State::RcData,
            TokenSinkResult::RawData(RawKind::Rawtext) => State::RawText,
            TokenSinkResult::RawData(_) => State::ScriptData,
            TokenSinkResult::Script(_)
            | TokenSinkResult::Continue
            | TokenSinkResult::EncodingIndicator(_) => return,
        };
        self.state = Some(state);
    }

    fn begin(&mut self, name: &[u8]) {
        self.all = is_compared(name);
        self.tag = Some(tag(TagKind::StartTag, name));
    }

    fn attribute(&mut self, name: &[u8]) {
        let Some(tag) = &mut self.tag else { return };
        self.wanted = self.all || attribute::read(name).is_some();
        if self.wanted {
            let local = local(name);
            self.wanted = !tag.attrs.iter().any(|a| a.name.local == local);
            if self.wanted {
                let name = QualName::new(None, ns!(), local);
                tag.attrs.push(Attribute { name, value: StrTendril::new() });
            }
        }
    }

    fn value(&mut self, value: &[u8]) {
        if self.wanted
            && let Some(attr) = self.tag.as_mut().and_then(|tag| tag.attrs.last_mut())
        {
            attr.value = tendril(value);
        }
    }

    /// The depth, where a look finds that it is too much.
    fn close(&mut self, self_closing: bool) -> Option<usize> {
        let tag = self.tag.take()?;
        self.send(Token::TagToken(Tag { self_closing, ..tag }));
        self.begun = self.begun.wrapping_add(1);
        if !self.begun.is_multiple_of(PAUSE) {
            return None;
        }
        Some(self.builder.sink.dom.borrow().newest_depth()).filter(|depth| *depth > self.limit)
    }

    fn text(&mut self, text: &[u8]) {
        for (i, part) in text.split(|b| *b == 0).enumerate() {
            if i > 0 {
                self.send(Token::NullCharacterToken);
            }
            self.send(Token::CharacterTokens(tendril(part)));
        }
    }
}

/// The tokenizer passes on the bytes of a `str`, cut where characters begin.
fn tendril(bytes: &[u8]) -> StrTendril {
    StrTendril::from_slice(
        &UTF_8.decode_without_bom_handling_and_without_replacement(bytes).unwrap_or_default(),
    )
}

fn local(name: &[u8]) -> LocalName {
    LocalName::from(std::str::from_utf8(name).unwrap_or_default())
}

fn tag(kind: TagKind, name: &[u8]) -> Tag {
    Tag { kind, name: local(name), self_closing: false, attrs: Vec::new(), had_duplicate_attributes: false }
}

impl Callback<usize, ()> for Feed<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<usize> {
        match event {
            CallbackEvent::OpenStartTag { name } => self.begin(name),
            CallbackEvent::AttributeName { name } => self.attribute(name),
            CallbackEvent::AttributeValue { value } => self.value(value),
            CallbackEvent::CloseStartTag { self_closing } => return self.close(self_closing),
            CallbackEvent::EndTag { name } => self.send(Token::TagToken(tag(TagKind::EndTag, name))),
            CallbackEvent::String { value } => self.text(value),
            CallbackEvent::Comment { value } => self.send(Token::CommentToken(tendril(value))),
            CallbackEvent::Doctype { name, public_identifier, system_identifier, force_quirks } => {
                self.send(Token::DoctypeToken(Doctype {
                    name: Some(name).filter(|n| !n.is_empty()).map(tendril),
                    public_id: public_identifier.map(tendril),
                    system_id: system_identifier.map(tendril),
                    force_quirks,
                }));
            }
            CallbackEvent::Error(_) => {}
        }
        None
    }
}

/// The tokenizer's events, and what it asks the tree builder.
struct Tokens<'b>(CallbackEmitter<Feed<'b>, usize>);

impl ForwardingEmitter for Tokens<'_> {
    type Token = usize;

    fn inner(&mut self) -> &mut impl Emitter<Token = usize> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_eof(&mut self) {
        self.0.emit_eof();
        let feed = self.0.callback_mut();
        feed.send(Token::EOFToken);
        feed.builder.end();
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let own = self.0.emit_current_tag();
        self.0.callback_mut().state.take().or(own)
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.0.callback_mut().builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

#[cfg(test)]
mod tests {
    use html5ever::tendril::TendrilSink;
    use html5ever::{ParseOpts, parse_document};

    use super::super::dom::{Kind, NONE, ROOT};
    use super::*;

    /// The tree below a node with the attributes that are read.
    fn show(dom: &Dom, id: u32) -> String {
        let mut out = String::new();
        let mut child = dom.node(id).map_or(NONE, |n| n.first);
        while let Some(node) = dom.node(child) {
            match &node.kind {
                Kind::Element { name, attrs } => {
                    out += &format!("<{}:{}", name.ns, name.local);
                    for attr in attrs.iter().filter(|a| attribute::read(a.name.local.as_bytes()).is_some()) {
                        out += &format!(" {}={:?}", attr.name.local, &*attr.value);
                    }
                    out += &format!(">{}</>", show(dom, child));
                }
                Kind::Text(text) => out += &format!("{:?}", &**text),
                Kind::Comment(text) => out += &format!("<!--{}-->", &**text),
                Kind::Document | Kind::Other => out += "?",
            }
            child = node.next;
        }
        out
    }

    #[test]
    fn makes_the_tree_that_html5ever_makes() {
        let pages = [
            "<p title=x class=a class=b data-src='u' onclick=\"a>b\">1<br/>2</p x=1><DIV ID=X hidden>3",
            "<title>a&amp;b</titl></title>x<textarea>\n<p>&lt;</textarea>y<xmp><p></xmp>z",
            "<script>if(a<b){'</'}</script>x<style>p>a{}</style><iframe><p></iframe><noscript><p>n</noscript>",
            "<script><!-- <script>x</script> --></script>y<plaintext><p></plaintext>",
            "a\0b<p title='\0' id='\0'>\0</p><title>\0</title>",
            "<svg viewBox=1 id=a><![CDATA[x<p>]]><path d='M1'/></svg><![CDATA[y]]>",
            "<math><annotation-xml encoding='text/html'><p>x</annotation-xml></math>",
            "<table border=1>a<tr><td colspan=2>b<table><td>c</table><p>d<tr><th>e</table>f",
            "<p><b a=1><b a=2><b a=3><b a=4></p><p>x<font color=red><svg><font color=red>y",
            "<a href='?a&copy=1&amp;b&lt'>&nbsp;&#x4e2d;&notit;&#0;&#x80;&中</a><a href=1>x<a href=2>y",
            "<!doctype html public 'x'><!-- a -- b --!>c<!--><!x><?xml?></>",
            "\r\na\rb<pre>\n\nx\r\n</pre><select><option>1<option>2<p>3</select>",
            "<p/>x<a<b>c<1>d< e<div / id = x / class=y>f<template><p>x</template>",
            "<body class=a><html id=b><body class=c id=d>中文，<frameset>",
            "x<div class=",
            "x<!-- y",
            "<p id=a",
            "",
        ];
        for page in pages {
            let ours = parse(page, 100).expect("not deep");
            let theirs = parse_document(Sink::new(0), ParseOpts::default()).one(page);
            assert_eq!(show(&ours, ROOT), show(&theirs, ROOT), "{page:?}");
        }
    }

    #[test]
    fn says_how_deep_a_page_is() {
        let page = "<div>".repeat(2000);
        assert!(parse(&page, 100).is_err_and(|depth| (101..=2010).contains(&depth)));
        assert!(parse(&page, 3000).is_ok());
    }
}
