//! What marks of a page change no word of its text, and what a page without a text is instead: small pages, one rule
//! each, as real ones show it.

use nianjian::record::{Block, Record};
use nianjian::{Options, Page, Provenance, Rejection, convert};

const PROSE: &str = "2013年，全县有养老院14所，入住老人600多人，各项惠民政策落实到位，群众生活水平不断提高，社会保持和谐稳定。";

fn named(name: &str, body: &[u8]) -> Result<Record, Rejection> {
    let content_type = Some("text/html".to_owned());
    let provenance = Provenance { path: Some(name.to_owned()), content_type, ..Provenance::default() };
    convert(&Page { provenance, body: body.to_vec() }, &Options::default())
}

/// A page whose text holds this beside a paragraph of prose.
fn page(inner: &str) -> String {
    format!(
        "<html><head><meta charset=utf-8><title>民政</title></head><body><h1>民政</h1>\
         <div class=TRS_Editor><p>{PROSE}</p>{inner}</div></body></html>"
    )
}

fn record(inner: &str) -> Record {
    named("p.html", page(inner).as_bytes()).expect("a record")
}

/// Headings in brackets, and blocks, parted by bars.
fn text(record: &Record) -> String {
    let mut out = Vec::new();
    for section in &record.sections {
        out.extend(section.heading.iter().map(|heading| format!("[{heading}]")));
        out.extend(section.blocks.iter().map(|block| match block {
            Block::Figure { uri, .. } => format!("<{uri}>"),
            other => other.running_text().map_or(String::new(), |(text, _)| text.to_owned()),
        }));
    }
    out.join("|")
}

fn codes(record: &Record) -> Vec<&str> {
    record.notices.iter().map(|notice| notice.code.as_str()).collect()
}

#[test]
fn places_that_links_lead_to_are_no_links() {
    for inner in [
        "<p><a name=OLE_LINK1>【低保】全年发放低保金860万元。</a></p><p>走访困难群众460户。</p>",
        "<p><a name=_Toc2><b>低保</b></a></p><p>全年发放低保金860万元。</p><p>走访困难群众460户。</p>",
        "<a id=top><p>【低保】全年发放低保金860万元。</p><p>走访困难群众460户。</p>",
        "<p><a name=a></a>【低保】全年<a id=b>发放</a>低保金860万元。</p><p><a name=\"_GoBack\">走访困难群众460户。</a></p>",
    ] {
        let text = text(&record(inner)).replace("[低保]|", "【低保】");
        assert!(text.ends_with("【低保】全年发放低保金860万元。|走访困难群众460户。"), "{inner}: {text}");
    }
}

#[test]
fn what_nobody_reads_is_no_text() {
    for (inner, want) in [
        ("<p>投资5&#65279;30万元，板桥&shy;龙灯会1&#8203;2场。</p>", "投资530万元，板桥龙灯会12场。"),
        ("<p>新建学校<del>11</del><ins>12</ins>所，<s>三</s>四处。</p>", "新建学校12所，四处。"),
        ("<p>改建<span style=\"text-decoration: line-through\">9</span>8处。</p>", "改建8处。"),
        ("<p>有<ruby>垸<rp>(</rp><rt>yuàn</rt><rp>)</rp></ruby>12处。</p>", "有垸12处。"),
        ("<p>植树<span style='visibility:hidden'>99</span>20株。</p>", "植树20株。"),
        ("<p>植树20株。<font class=\"jammer\">0 l, f/ i1 D2</font></p>", "植树20株。"),
        ("<p>植树20株。<font style=\"font-size:0px;color:#FFF\">; x4 K</font></p>", "植树20株。"),
        ("<style>span.zz{display:none}</style><p>植树20株。<span class=zz>k9 f</span></p>", "植树20株。"),
        (
            "<p><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml>植树20株。</p>",
            "植树20株。",
        ),
        ("<p>植树<o:p>20</o:p>株。</p>", "植树20株。"),
    ] {
        assert_eq!(text(&record(inner)), format!("{PROSE}|{want}"), "{inner}");
    }
}

#[test]
fn figures_above_and_below_the_line_run_into_none_beside_them() {
    for (inner, want) in [
        ("<p>产量1.5×10<sup>4</sup>吨。</p>", "产量1.5×10⁴吨。"),
        ("<p>减排CO<sub>2</sub>1.2万吨。</p>", "减排CO₂1.2万吨。"),
        ("<p>面积25km<sup>2</sup>，10<sup>-3</sup>。</p>", "面积25km²，10⁻³。"),
        ("<p>总值<sup>1</sup>50亿元。</p>", "总值¹50亿元。"),
        ("<p>总值<sup>[1]</sup>50亿元，<sup>[<a href=#n2>2</a>]</sup>。</p>", "总值[1]50亿元，[2]。"),
        ("<p><sup>全年植树2000株，抚育幼林300亩。</sup></p>", "全年植树2000株，抚育幼林300亩。"),
        ("<p>抗压<math><mn>650</mn></math>千帕。</p>", "抗压650千帕。"),
    ] {
        assert_eq!(text(&record(inner)), format!("{PROSE}|{want}"), "{inner}");
    }
}

#[test]
fn printed_lines_are_joined_and_said_to_be() {
    let joined = record("<p>　　干线列车速度由每小时100公里提高到12<br>0公里，新建仓库24<br>00平方米。</p>");
    assert_eq!(
        text(&joined),
        format!("{PROSE}|干线列车速度由每小时100公里提高到120公里，新建仓库2400平方米。")
    );
    assert!(codes(&joined).contains(&"lines-joined"));
    let apart = record("<p>全年植树2000株。<br>抚育幼林300亩。</p>");
    assert_eq!(text(&apart), format!("{PROSE}|全年植树2000株。|抚育幼林300亩。"));
    assert!(!codes(&apart).contains(&"lines-joined"));
}

#[test]
fn pictures_that_wait_and_arrows() {
    let record = record(
        "<p><img src=blank.gif data-src=1.jpg></p><p><img src=\"data:image/gif;base64,R0\" data-original=2.jpg></p>\
         <p><img src=img/loading.gif data-lazy-src=3.jpg></p><p><img src=4.jpg data-src=\"\"></p><p>植树20株。</p>\
         <p><a href=3.htm><img src=images/next.gif></a><a href=big.jpg><img src=5.jpg></a></p>",
    );
    let text = text(&record);
    for (uri, want) in [("1", true), ("2", true), ("3", true), ("4", true), ("blank", false), ("next", false)]
    {
        assert_eq!(text.contains(&format!("{uri}.")), want, "{uri}: {text}");
    }
}

fn failure(name: &str, body: &str) -> (String, String) {
    match named(name, body.as_bytes()) {
        Err(Rejection::Failed(failure)) => (failure.reason, failure.advice),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn other_formats_say_what_they_are() {
    for (body, advice) in [
        ("{\\rtf1\\ansi\\ansicpg936 text}", "save it as HTML"),
        ("{\"title\": \"民政\", \"content\": \"<p>2013年</p>\"}", "save that as HTML"),
        ("filedesc://a.arc 0.0.0.0 20100101000000 text/plain 62\n", "warcio"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"b\"\n\n--b\n", "rename it"),
        ("%PDF-1.4 ", "pdftotext"),
    ] {
        let (reason, told) = failure("p.html", body);
        assert!(reason == "other-format" && told.contains(advice), "{body}: {reason}, {told}");
    }
    for (body, reason, advice) in [
        (
            "<frameset cols=1,*><frame src=mulu.htm><frame name=main src=12-03.htm></frameset>",
            "frameset",
            "12-03.htm",
        ),
        ("<body><iframe src=nr.htm width=100% height=900></iframe></body>", "iframe", "nr.htm"),
        (
            "<body><div id=app></div><script>window.__INITIAL_STATE__={}</script></body>",
            "scripted",
            "browser",
        ),
    ] {
        let got = failure("p.html", body);
        assert!(got.0 == reason && got.1.contains(advice), "{body}: {got:?}");
    }
}

#[test]
fn pages_saved_by_browsers() {
    let plain = page("<p>植树20株。</p>");
    let uri = "http://h.example/nj/2014/1.htm";
    let saved = format!("<!-- saved from url=(0030){uri} -->\r\n{plain}");
    let record = named("p.html", saved.as_bytes()).expect("a record");
    assert_eq!(record.source.uri.as_deref(), Some(uri));
    assert!(codes(&record).contains(&"saved-from"));
    let quoted: String = plain
        .bytes()
        .map(|b| match b {
            b'=' => "=3D".to_owned(),
            b if b.is_ascii() => char::from(b).to_string(),
            b => format!("={b:02X}"),
        })
        .collect();
    let whole = format!(
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"x\"\r\n\r\n--x\r\n\
         Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: {uri}\r\n\r\n{quoted}\r\n--x--\r\n"
    );
    let record = named("p.mht", whole.as_bytes()).expect("a record");
    assert_eq!((record.source.uri.as_deref(), text(&record)), (Some(uri), format!("{PROSE}|植树20株。")));
    assert!(codes(&record).contains(&"saved-whole") && record.source.bytes == whole.len() as u64);
}

#[test]
fn a_page_without_its_end_says_so() {
    let whole = page("<p>植树20株。</p>");
    let cut = whole.split("株").next().expect("its beginning");
    assert!(codes(&named("p.html", cut.as_bytes()).expect("a record")).contains(&"cut-off"));
    assert!(!codes(&record("<p>植树20株。</p>")).contains(&"cut-off"));
}
