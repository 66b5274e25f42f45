//! Chooses the encoding of a page and decodes it. Cannot fail: what was guessed or lost is in the value.
//!
//! The order of what decides: a byte order mark, the caller, the site's profile, valid UTF-8 whatever
//! the label says, mostly valid UTF-8, the HTTP header, the page's label, and then the candidate that
//! fits the bytes best.

mod label;
mod likely;

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::data::Profile;
use crate::error::Notice;
use crate::page::Page;
use crate::record::{Charset, CharsetBasis};

/// A page's text and how it was decoded.
#[derive(Debug, Clone)]
pub struct Decoded<'p> {
    /// The text, without its byte order mark: the page's own bytes where they are UTF-8.
    pub text: Cow<'p, str>,
    /// Which encoding, why, and what was lost.
    pub charset: Charset,
    /// What was guessed or lost, for the reader of the record.
    pub notices: Vec<Notice>,
}

/// Decodes a page.
///
/// `caller` is a label such as `gb18030`, which overrides everything but a byte order mark; one that
/// names no encoding ([`is_known`]) is not followed, and a notice says so.
///
/// ```
/// use nianjian::{Page, data::Profile, decode::decode};
///
/// // A page that says it is UTF-8 and is GBK.
/// let body = b"<meta charset=utf-8><p>\xc4\xea\xbc\xf8\xa3\xac\xb8\xc5\xbf\xf6</p>".to_vec();
/// let page = Page { body, ..Page::default() };
/// let decoded = decode(&page, None, &Profile::default());
/// assert!(decoded.text.ends_with("<p>年鉴，概况</p>"));
/// assert_eq!(decoded.charset.name, "gb18030");
/// assert_eq!(decoded.notices[0].code, "charset-lie");
/// ```
pub fn decode<'p>(page: &'p Page, caller: Option<&str>, profile: &Profile) -> Decoded<'p> {
    let bytes = page.body.as_slice();
    let http = page.provenance.content_type.as_deref().and_then(label::of_content_type);
    let own = label::of_page(bytes);
    let declared = own.clone().or_else(|| http.clone());
    let mut notices = Vec::new();
    let mut given = |label: Option<&str>| label.and_then(|l| known(l).or_else(|| unknown(l, &mut notices)));
    let caller = given(caller);
    let profile = given(profile.charset.as_deref());

    let (encoding, basis, text, replaced) = if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        with(encoding, CharsetBasis::Bom, bytes.get(length..).unwrap_or_default())
    } else if let Some(encoding) = caller {
        with(encoding, CharsetBasis::Caller, bytes)
    } else if let Some(encoding) = profile {
        with(encoding, CharsetBasis::Profile, bytes)
    } else if let Some((text, replaced)) = utf8(bytes) {
        let agrees = declared.as_deref().and_then(known) == Some(UTF_8);
        (UTF_8, if agrees { CharsetBasis::Label } else { CharsetBasis::Utf8 }, text, replaced)
    } else {
        let told = |label: &Option<String>| label.as_deref().and_then(known).filter(|e| tells(e));
        told(&http)
            .map(|e| (e, CharsetBasis::Http))
            .or_else(|| told(&own).map(|e| (e, CharsetBasis::Label)))
            .map(|(e, basis)| with(e, basis, bytes))
            .filter(|(_, _, text, replaced)| !absurd(text, *replaced))
            .unwrap_or_else(|| detect(bytes))
    };
    let charset = Charset { name: name(encoding), declared, chosen_by: basis, replaced };
    notices.extend(doubts(&charset, bytes));
    Decoded { text, charset, notices }
}

/// The notice that a page is UTF-8 and was read as something else because the caller, or a profile, says so.
pub const AGAINST_BYTES: &str = "charset-against-bytes";

/// Whether a label names an encoding that pages can be read in, and [`decode`] would follow it.
pub fn is_known(label: &str) -> bool {
    known(label).is_some()
}

/// The encoding that a label names; every label of the GB family names GB18030, which holds them all.
/// A label that only a decoder for attacks would follow names none.
fn known(label: &str) -> Option<&'static Encoding> {
    let label = label.trim();
    let encoding = Encoding::for_label(label.as_bytes());
    match encoding {
        Some(e) if e == GBK => Some(GB18030),
        Some(e) if e == REPLACEMENT => None,
        Some(e) => Some(e),
        None => match label.to_ascii_lowercase() {
            l if l.starts_with("gb") || l.contains("gbk") || l.contains("cp936") => Some(GB18030),
            l if l.starts_with("big5") || l.contains("big-5") || l.contains("cp950") => Some(BIG5),
            l if l.replace(['-', '_', ' '], "") == "utf8" => Some(UTF_8),
            _ => None,
        },
    }
}

/// No encoding, and the notice that says so.
fn unknown(label: &str, notices: &mut Vec<Notice>) -> Option<&'static Encoding> {
    notices.push(Notice::new("charset-unknown", format!("{label} names no encoding and was not followed")));
    None
}

/// Whether a label says something of bytes that are not UTF-8: UTF-8 is refuted, UTF-16 could not
/// have been read, and windows-1252 is what servers say who were told nothing.
fn tells(encoding: &'static Encoding) -> bool {
    ![UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252].contains(&encoding)
}

/// An encoding, what decided on it, the text by it, and how many U+FFFD it took.
type Read<'p> = (&'static Encoding, CharsetBasis, Cow<'p, str>, u64);

fn with<'p>(encoding: &'static Encoding, basis: CharsetBasis, bytes: &'p [u8]) -> Read<'p> {
    if encoding == UTF_8 {
        let (text, replaced) = lossy_utf8(bytes);
        return (encoding, basis, text, replaced);
    }
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let replaced = if bad { replacements(&text, encoding, bytes) } else { 0 };
    (encoding, basis, text, replaced)
}

/// How many U+FFFD decoding made; those that the page itself writes do not count.
fn replacements(text: &str, encoding: &'static Encoding, bytes: &[u8]) -> u64 {
    let all = text.matches('\u{fffd}').count();
    let (written, _, _) = encoding.encode("\u{fffd}");
    let own = if encoding == GB18030 { memchr::memmem::find_iter(bytes, &*written).count() } else { 0 };
    all.saturating_sub(own) as u64
}

/// Whether a label cannot be true: more than one character in fifty is lost.
fn absurd(text: &str, replaced: u64) -> bool {
    replaced > 3 && replaced * 50 > text.chars().filter(|c| !c.is_ascii()).count() as u64
}

/// What a reading as UTF-8 found.
#[derive(Default)]
struct Counts {
    /// Sequences of several bytes that are right.
    valid: u64,
    /// Sequences that are not. A character cut at the very end is none: it is no evidence.
    invalid: u64,
}

/// The text if the bytes are valid UTF-8, or mostly: at least two thirds of the sequences of several bytes. A page in
/// UTF-8 may hold a footer in GBK, or titles that were cut inside a character.
fn utf8(bytes: &[u8]) -> Option<(Cow<'_, str>, u64)> {
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        // NUL is valid UTF-8, but a page with many of them is UTF-16.
        return (!likely::utf16(bytes)).then_some((text, 0));
    }
    let counts = count_utf8(bytes);
    if counts.valid == 0 || counts.invalid * 2 > counts.valid {
        return None;
    }
    Some(lossy_utf8(bytes))
}

/// So many sequences that are no UTF-8 may stand in a part that a page includes.
const ENOUGH: u64 = 512;

fn count_utf8(bytes: &[u8]) -> Counts {
    let mut counts = Counts::default();
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_ascii() {
            counts.valid += chunk.valid().bytes().filter(|b| *b >= 0xC0).count() as u64;
        }
        let rest = chunk.invalid();
        if !rest.is_empty() {
            let at_end = rest.as_ptr_range().end == bytes.as_ptr_range().end;
            let length = rest.first().map_or(1, |b| (b.leading_ones() as usize).clamp(1, 4));
            counts.invalid += u64::from(!(at_end && rest.len() < length));
        }
        // Other encodings show it soon; do not read all of them.
        if counts.invalid > ENOUGH && counts.invalid > counts.valid * 4 {
            break;
        }
    }
    counts
}

/// The text with U+FFFD for each sequence that is no UTF-8, and how many there are.
fn lossy_utf8(bytes: &[u8]) -> (Cow<'_, str>, u64) {
    let (mut text, mut replaced) = (String::with_capacity(bytes.len()), 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            replaced += 1;
        }
    }
    (Cow::Owned(text), replaced)
}

/// Chooses the candidate with the fewest replacements; where they tie, the one that reads like Chinese.
fn detect(bytes: &[u8]) -> Read<'_> {
    if likely::utf16(bytes) {
        let encoding = if likely::little_endian(bytes) { UTF_16LE } else { UTF_16BE };
        return with(encoding, CharsetBasis::Detected, bytes);
    }
    let gb = with(GB18030, CharsetBasis::Detected, bytes);
    let big5 = with(BIG5, CharsetBasis::Detected, bytes);
    if likely::reads_better(&big5.2, big5.3, &gb.2, gb.3) { big5 } else { gb }
}

fn name(encoding: &'static Encoding) -> Cow<'static, str> {
    match encoding {
        e if e == UTF_8 => "utf-8".into(),
        e if e == GB18030 => "gb18030".into(),
        e if e == BIG5 => "big5".into(),
        e => e.name().to_ascii_lowercase().into(),
    }
}

/// What a reader must know of the decoding.
fn doubts(charset: &Charset, bytes: &[u8]) -> Vec<Notice> {
    let mut notices = Vec::new();
    if let Some(declared) = &charset.declared
        && known(declared).map(name).as_deref() != Some(&charset.name)
        && !bytes.is_ascii()
    {
        notices.push(Notice::new(
            "charset-lie",
            format!("the page declares {declared} and is {}", charset.name),
        ));
    }
    if charset.chosen_by == CharsetBasis::Detected && charset.declared.is_none() {
        notices.push(Notice::new(
            "charset-detected",
            format!("nothing declares the encoding; {} fits the bytes best", charset.name),
        ));
    }
    let told = matches!(charset.chosen_by, CharsetBasis::Caller | CharsetBasis::Profile);
    if told && charset.name != "utf-8" && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
        notices.push(Notice::new(
            AGAINST_BYTES,
            format!("the bytes are valid UTF-8 and were read as {}, as they were told to be", charset.name),
        ));
    }
    if charset.replaced > 0 {
        notices.push(Notice::new(
            "characters-replaced",
            format!("{} sequences are no {} and became U+FFFD", charset.replaced, charset.name),
        ));
    }
    notices
}

#[cfg(test)]
mod tests {
    use super::*;
    use CharsetBasis::{Bom, Caller, Detected, Http, Label, Utf8};

    fn read(body: &[u8]) -> Decoded<'static> {
        let page = Page { body: body.to_vec(), ..Page::default() };
        let Decoded { text, charset, notices } = decode(&page, None, &Profile::default());
        Decoded { text: text.into_owned().into(), charset, notices }
    }

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    const TEXT: &str = "2013年，全县工业总产值增长，人民生活水平提高，社会事业进步。";
    const TRAD: &str = "民國一百零一年，全鄉人口八千人，設衛生所一處，辦理老人照顧與急難救助，經費執行良好。";

    #[test]
    fn chooses_by_the_order_of_the_rule() {
        let meta = |label: &str| format!("<title>x</title><meta charset={label}>{TEXT}");
        let big5 = BIG5.encode(TRAD).0.into_owned();
        let mut bom = vec![0xEF, 0xBB, 0xBF];
        bom.extend(meta("gb2312").bytes());
        let utf16: Vec<u8> = format!("<p>{TEXT}</p>").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let rows: Vec<(Vec<u8>, &str, CharsetBasis)> = vec![
            (bom, "utf-8", Bom),
            (meta("utf-8").into_bytes(), "utf-8", Label),
            (meta("UTF8").into_bytes(), "utf-8", Label),
            (meta("gb2312").into_bytes(), "utf-8", Utf8),
            (TEXT.as_bytes().to_vec(), "utf-8", Utf8),
            (gbk(&meta("gb2312")), "gb18030", Label),
            (gbk(&meta("x-gbk")), "gb18030", Label),
            (gbk(&meta("GB_2312-80")), "gb18030", Label),
            (gbk(&meta("iso-8859-1")), "gb18030", Detected),
            (gbk(&meta("utf-8")), "gb18030", Detected),
            (gbk(TEXT), "gb18030", Detected),
            (gbk(&format!("<?xml version='1.0' encoding='GB2312'?>{TEXT}")), "gb18030", Label),
            (
                BIG5.encode(&format!(
                    "<META HTTP-EQUIV=Content-Type Content=\"text/html; charset=big5\">{TRAD}"
                ))
                .0
                .into_owned(),
                "big5",
                Label,
            ),
            (big5, "big5", Detected),
            (utf16, "utf-16le", Detected),
        ];
        for (i, (body, name, basis)) in rows.into_iter().enumerate() {
            let got = read(&body);
            assert_eq!((&*got.charset.name, got.charset.chosen_by), (name, basis), "row {i}");
            assert_eq!(got.charset.replaced, 0, "row {i}");
        }
    }

    #[test]
    fn a_cut_page_stays_what_it_is() {
        let utf8 = TEXT.as_bytes();
        let got = read(&utf8[..utf8.len() - 1]);
        assert_eq!((&*got.charset.name, got.charset.replaced), ("utf-8", 1));
        let gb = gbk(TEXT);
        let got = read(&gb[..gb.len() - 1]);
        assert_eq!((&*got.charset.name, got.charset.replaced), ("gb18030", 1));
    }

    #[test]
    fn a_page_is_utf8_if_two_thirds_of_it_are() {
        let mixed = |own: usize, foreign: usize| [TEXT.repeat(own).into_bytes(), gbk(TEXT).repeat(foreign)];
        for (own, foreign, before, want) in [
            (8, 1, false, "utf-8"),
            (8, 1, true, "utf-8"),
            (60, 12, true, "utf-8"),
            (1, 1, false, "gb18030"),
            (1, 8, true, "gb18030"),
        ] {
            let [utf8, gbk] = mixed(own, foreign);
            let body = if before { [gbk, utf8].concat() } else { [utf8, gbk].concat() };
            assert_eq!(read(&body).charset.name, want, "{own} of UTF-8, {foreign} of GBK");
        }
        // 0xA0 for a blank, and titles cut inside a character.
        let body =
            [TEXT.as_bytes(), &[0xA0, 0xA0], TEXT.as_bytes(), b"\xE5\xB9...", TEXT.as_bytes()].concat();
        let got = read(&body);
        assert_eq!((&*got.charset.name, got.charset.chosen_by, got.charset.replaced), ("utf-8", Utf8, 3));
    }

    #[test]
    fn a_label_against_the_bytes_is_told() {
        let page = Page { body: TEXT.into(), ..Page::default() };
        let codes = |caller: Option<&str>| {
            decode(&page, caller, &Profile::default()).notices.into_iter().map(|n| n.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(Some("gbk")), ["charset-against-bytes", "characters-replaced"]);
        assert!(codes(Some("utf-8")).is_empty() && codes(None).is_empty());
    }

    #[test]
    fn every_replacement_is_counted_where_the_caller_insists() {
        let page = Page { body: gbk(&TEXT.repeat(100)), ..Page::default() };
        let got = decode(&page, Some("utf-8"), &Profile::default());
        assert_eq!(got.charset.replaced, got.text.matches('\u{fffd}').count() as u64);
        assert!(got.charset.replaced > 1000, "{:?}", got.charset);
    }

    #[test]
    fn literal_replacement_characters_do_not_count() {
        assert_eq!(read("好\u{fffd}".as_bytes()).charset.replaced, 0);
        assert_eq!(read(&gbk(&format!("<meta charset=gbk>{TEXT}\u{fffd}"))).charset.replaced, 0);
    }

    #[test]
    fn caller_and_http_and_profile_are_heard() {
        let mut page = Page { body: gbk(&format!("<meta charset=big5>{TEXT}")), ..Page::default() };
        page.provenance.content_type = Some("text/html; charset=GBK".into());
        assert_eq!(decode(&page, None, &Profile::default()).charset.chosen_by, Http);
        assert_eq!(decode(&page, Some("gbk"), &Profile::default()).charset.chosen_by, Caller);
        let profile = Profile { charset: Some("gb2312".into()), ..Profile::default() };
        assert_eq!(decode(&page, None, &profile).charset.chosen_by, CharsetBasis::Profile);
        let got = decode(&page, Some("klingon"), &Profile::default());
        assert_eq!((got.charset.chosen_by, got.notices[0].code.as_str()), (Http, "charset-unknown"));
    }
}
