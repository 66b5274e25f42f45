//! Small pages, each with one thing to see.

use crate::record::{Block, Record};
use crate::{Options, Page, convert};

const TEXT: &str =
    "<p>2011年，全县有卫生院21家，床位1860张，全年门诊86万人次。</p><p>报告传染病512例，下降6%。</p>";

fn record(title: &str, head: &str, body: &str) -> Option<Record> {
    let page = format!("<title>{title}</title><div>{head}<div class=c>{body}</div></div>");
    convert(&Page { body: page.into(), ..Page::default() }, &Options::default()).ok()
}

#[test]
fn titles_that_the_head_does_not_name() {
    let rows = [
        ("某县地情网", "<div class=bt>卫生</div><div>2012-03-04</div>", "卫生"),
        ("某县地情网", "<strong>卫生</strong><div>2012-03-04</div>", "卫生"),
        ("某县地情网", "<div class=title>卫生</div>", "卫生"),
        ("浏览文章", "<span id=lblTitle>卫生</span><br>2012-03-04", "卫生"),
        ("某县年鉴_某县人民政府", "<div class=art_title>卫生工作</div>", "卫生工作"),
        ("", "<div class=bt>卫生</div>", "卫生"),
        ("某县年鉴（2012）", "<h2>卫生</h2><h3>——某县年鉴2012</h3>", "卫生"),
        // A heading right above the text says more than a head that no line confirms.
        ("方志库", "<h3>卫生</h3>", "卫生"),
        ("欢迎光临某县信息港", "<p align=center><strong>卫生</strong></p>", "卫生"),
        ("某区政府信息公开", "<div class=xx_title>卫生</div><div>日期：2012-03-04</div>", "卫生"),
        ("方志库阅读器", "<div>某县年鉴（2012）</div><div class=lm>卫生</div>", "卫生"),
        ("方志库阅读器", "<div>某县年鉴（2012）</div><div>【卫生】</div>", "方志库阅读器"),
        ("某县卫生", "<h3>年鉴目录</h3><div>医院</div>", "某县卫生"),
        // The heading that ends the head is the site's, where one below it stands before it there.
        ("某县志 卫生 - 某县地方文献", "<h1>某县地方文献</h1><h2>卫生</h2>", "卫生"),
        ("人物-顾砚田", "<h1>顾砚田</h1><h3>人物</h3>", "顾砚田"),
        // A title in two lines.
        (
            "某县大事记（2011年1月—4月）--某县党建网",
            "<h2>某县大事记<br>（2011年1月—4月）</h2>",
            "某县大事记（2011年1月—4月）",
        ),
        ("某县大事记--某县党建网", "<h2>某县大事记<br>（2011年1月—4月）</h2>", "某县大事记"),
        // Without a class or a date line nothing tells a title from a column.
        ("卫生_某县年鉴", "<div>综述</div>", "卫生"),
    ];
    for (title, head, want) in rows {
        let got = record(title, head, TEXT).and_then(|r| r.title);
        assert_eq!(got.as_deref(), Some(want), "{title} {head}");
    }
}

#[test]
fn authors_of_the_date_line_and_of_the_text() {
    let rows = [
        ("作者：何仲平", "（张三）", "张三、何仲平"),
        ("作者：何仲平", "（何仲平）", "何仲平"),
        ("作者：何仲平", "（作者单位：县委党史研究室）", "何仲平@县委党史研究室"),
        ("作者：管理员", "（张三）", "张三"),
        ("作者：县粮食局", "（张三）", "张三、县粮食局"),
        ("", "（作者单位：县委党史研究室）", "县委党史研究室"),
    ];
    for (author, foot, want) in rows {
        let head = format!("<h1>卫生</h1><div>来源：《党史》　{author}　2012-03-04</div>");
        let got = record("卫生", &head, &format!("{TEXT}<p>{foot}</p>")).expect("an article");
        let works_for = |o: String| format!("@{o}");
        let names = got.contributors.into_iter();
        let names = names.map(|c| c.name + &c.organization.map(works_for).unwrap_or_default());
        assert_eq!(names.collect::<Vec<_>>().join("、"), want, "{author} {foot}");
    }
}

#[test]
fn bylines_of_the_date_line() {
    let rows = [
        ("2012-03-04 县卫生局 供稿", "", "县卫生局", None),
        ("2012.03.04　县卫生局供稿", "", "县卫生局", None),
        ("2012-03-04 县卫生局", "", "", Some("县卫生局")),
        ("【作者】王芳； 【来源】县卫生局", "", "王芳", Some("县卫生局")),
        (
            "",
            "<span>发布于</span> 2012年3月4日<span>作者 </span><a href=1>王芳</a><span>分类 </span>",
            "王芳",
            None,
        ),
        ("2012-03-04", "<p>张三说道：2012年3月5日 作者：李四</p>", "", None),
    ];
    for (above, below, signed, origin) in rows {
        let head = format!("<h1>卫生</h1><div>{above}</div>");
        let got = record("卫生", &head, &format!("{TEXT}</div><div>{below}")).expect("an article");
        let names: Vec<String> = got.contributors.into_iter().map(|c| c.name).collect();
        assert_eq!((names.join("、").as_str(), got.origin.as_deref()), (signed, origin), "{above}{below}");
    }
}

#[test]
fn terms_and_what_is_told_of_them() {
    let body = format!(
        "<h3>概述</h3>{TEXT}<dl><dt>粮食</dt><dd>播种30万亩，总产12万吨。</dd><dt>电话</dt><dd>422</dd></dl>"
    );
    let got = record("农业", "<h1>农业</h1>", &body).expect("an article");
    let headings: Vec<String> = got.sections.into_iter().filter_map(|s| s.heading).collect();
    assert_eq!(headings, ["概述", "粮食"]);
}

#[test]
fn what_stands_beside_one_long_paragraph() {
    let long = "方克勤（1921—2014），溪口镇人。1938年参加革命，1940年5月加入中国共产党，历任区长、县长。\
                1949年随军南下，参加征粮剿匪，组织群众兴修水利，修成水库三座，灌田万亩，受到省政府嘉奖。";
    let rows = [
        ("<p>L</p><p>（柯文）</p>", "L", "柯文"),
        ("<p>L</p><p>1983年离休。</p>", "L|1983年离休。", ""),
        ("<h3>生平</h3><p>L</p>", "【生平】|L", ""),
        ("<p>【生平】</p><p>L</p>", "【生平】|L", ""),
        ("<p><img src=a.jpg></p><p align=center>方克勤像</p><p>L</p>", "a.jpg 方克勤像|L", ""),
        ("<p>L</p><p>撰稿：柯文</p>", "L", "柯文"),
        ("<table><tr><td>L</td></tr><tr><td align=right>（柯文）</td></tr></table>", "L", "柯文"),
        ("<p>L</p><p>联系我们</p>", "L", ""),
        ("<p>L</p><h3>热门</h3><p><a href=1>杨家岭</a></p>", "L", ""),
        ("<p>2016-04-01</p><p>L</p><p><a href=1>返回列表</a></p><p>杨家岭</p>", "L", ""),
    ];
    for (body, want, signed) in rows {
        let got = record("方克勤_某县年鉴", "<h1>方克勤</h1>", &body.replace('L', long)).expect("an article");
        let mut out: Vec<String> = Vec::new();
        for section in &got.sections {
            out.extend(section.heading.iter().map(|h| format!("【{h}】")));
            out.extend(section.blocks.iter().map(|b| match b {
                Block::Paragraph { text, .. } => text.replace(long, "L"),
                Block::Figure { uri, caption, .. } => {
                    format!("{uri} {}", caption.as_deref().unwrap_or_default())
                }
                _ => "?".into(),
            }));
        }
        assert_eq!(out.join("|"), want, "{body}");
        let names: Vec<String> = got.contributors.into_iter().map(|c| c.name).collect();
        assert_eq!(names.join("、"), signed, "{body}");
    }
}

#[test]
fn a_few_words_below_title_and_date_line_are_an_article() {
    let head = "<h1>档案编研</h1><div>来源：县档案馆　日期：2009-12-28</div>";
    let rows = [
        (head, "<p>2008年，编印《陵川县组织史资料》第四卷，全书26万字。</p>", true),
        (head, "<p>书记　任长河</p><p>副书记　苏静</p><p>委员　何仲平</p><p>委员　高志远</p>", true),
        (head, "", false),
        ("<h1>档案编研</h1>", "<p>2008年，编印《陵川县组织史资料》第四卷。</p>", false),
        (head, "<p><a href=1>2008年，编印《陵川县组织史资料》第四卷，全书26万字。</a></p>", false),
    ];
    for (head, body, article) in rows {
        assert_eq!(record("档案编研-陵川档案年鉴", head, body).is_some(), article, "{head}{body}");
    }
}

/// A page with two paragraphs of text, the second long enough to be the region's.
fn page(title: &str, above: &str, body: &str) -> Record {
    let page = format!("<title>{title}</title><body>{above}<div class=TRS_Editor>{body}</div></body>");
    convert(&Page { body: page.into(), ..Page::default() }, &Options::default()).expect("an article")
}

/// Headings in 【】 and the texts below them.
fn shape(record: &Record) -> String {
    let mut out: Vec<String> = Vec::new();
    for section in &record.sections {
        out.extend(section.heading.iter().map(|h| format!("【{h}】")));
        out.extend(section.blocks.iter().map(|block| match block {
            Block::Note { mark, .. } => format!("note {}", mark.as_deref().unwrap_or_default()),
            Block::Table(_) => "table".to_owned(),
            block => block.running_text().map_or("figure", |(text, _)| text).chars().take(11).collect(),
        }));
    }
    out.join(" ")
}

const LONG: &str =
    "全市推进稳增长、促改革、调结构、惠民生各项工作，经济运行总体平稳、稳中有进，收到提案137件。";
const OTHER: &str = "查处案件63起，抓获犯罪嫌疑人58名，追回赃款赃物折价260余万元，群众安全感上升2个百分点。";

#[test]
fn dates_above_the_text_that_are_its_own() {
    let dated = "<h1>公报</h1><div>发布时间：2019-03-26</div>";
    let rows = [
        (dated, "<p>（2019年3月22日）</p><p>L</p><p>M</p>", Some("2019-03-26"), true),
        (dated, "<p>2019年3月26日</p><p>L</p><p>M</p>", Some("2019-03-26"), false),
        ("<h1>公报</h1>", "<p>2019-03-22</p><p>L</p><p>M</p>", Some("2019-03-22"), false),
        ("<h1>公报</h1>", "<p>2019年3月22日</p><p>L</p><p>M</p>", Some("2019-03-22"), false),
        ("<h1>公报</h1>", "<p>2019年3月22日</p><p>L</p><p>2019年4月2日</p><p>M</p>", None, true),
        // The date below is when it was signed.
        (
            "<h1>公报</h1>",
            "<p>2019年3月22日</p><p>L</p><p>M</p><p>2019年3月20日</p>",
            Some("2019-03-22"),
            false,
        ),
    ];
    for (above, body, published, own) in rows {
        let got = page("公报", above, &body.replace('L', LONG).replace('M', OTHER));
        let kept = shape(&got).trim_start_matches('（').starts_with("2019年3月2");
        assert_eq!((got.published.as_deref(), kept), (published, own), "{body}");
    }
}

#[test]
fn lone_dates_govern_in_chronicles_only() {
    let month = |body: &str| {
        let got = page("政法", "<h1>政法</h1>", &body.replace('L', LONG));
        let texts = got.sections.iter().flat_map(|s| &s.blocks).filter_map(Block::running_text);
        texts.flat_map(|(_, found)| found).find(|m| m.text == "10月").map(|m| m.value.clone())
    };
    let lone = "<p>【概况】2018年，L</p><p>（2012年12月18日）</p><p>【严打】10月，L</p>";
    assert_eq!(month(lone).as_deref(), Some("2018-10"));
    let days = "<p>L</p><p>2012年3月2日</p><p>L</p><p>2012年9月4日</p><p>10月，L</p>";
    assert_eq!(month(days).as_deref(), Some("2012-10"));
}

#[test]
fn headings_by_marks_colons_items_and_cells() {
    let rows = [
        ("<p><b>■公安</b></p><p>L</p><p><b>★司法★</b></p><p>M</p>", "【公安】 全 【司法】 查"),
        (
            "<p><b>公安：</b>L</p><p><b>司法</b>：L</p><p><b>检察：</b>L</p>",
            "【公安】 全 【司法】 全 【检察】 全",
        ),
        ("<p><b>一、公安</b>L</p><p><b>二、司法</b>L</p>", "【一、公安】 全 【二、司法】 全"),
        ("<ul><li>【公安】L</li><li>【司法】L</li></ul>", "【公安】 全 【司法】 全"),
        (
            "<table border=1><tr><td><b>公安</b></td><td>L</td></tr><tr><td>司法</td><td>M</td></tr></table>",
            "【公安】 全 【司法】 查",
        ),
        ("<p>◎公安</p><p>L</p><p>◎司法</p><p>M</p>", "【公安】 全 【司法】 查"),
        // Who speaks is no heading.
        ("<p><b>记某：</b>L</p><p><b>王某：</b>L</p><p><b>记某：</b>M</p>", "记 王 记"),
    ];
    for (body, want) in rows {
        let got = page("政法", "<h1>政法</h1>", &body.replace('L', LONG).replace('M', OTHER));
        let first = |word: &str| match word.starts_with('【') {
            true => word.to_owned(),
            false => word.chars().take(1).collect(),
        };
        let got: Vec<String> = shape(&got).split(' ').map(first).collect();
        assert_eq!(got.join(" "), want, "{body}");
    }
}

#[test]
fn titles_that_say_nothing_lose_against_the_line_above() {
    let big = "<p align=center><b>邮　电　通　信</b></p>";
    let called = "<div class=art-title>邮电通信</div>";
    let rows = [
        ("无标题文档", big, "邮电通信"),
        ("Untitled Document", big, "邮电通信"),
        ("New Page 12", big, "邮电通信"),
        ("index", big, "邮电通信"),
        ("武陵溪年鉴２００２", big, "邮电通信"),
        ("云上霍川", called, "邮电通信"),
        ("山阳年鉴2004 第128-129页", "", "山阳年鉴2004 第128-129页"),
        ("15-40 公路里程", "", "15-40 公路里程"),
        ("附录1-3 台湾省资料-云岭统计年鉴", "", "附录1-3 台湾省资料"),
        ("表2-1 人口", "", "表2-1 人口"),
        ("邮政-汀川县情网", "", "邮政"),
    ];
    for (head, above, want) in rows {
        let body = format!("{above}<p><b>邮政</b></p><p>{LONG}</p><p><b>电信</b></p><p>{LONG}</p>");
        assert_eq!(page(head, "", &body).title.as_deref(), Some(want), "{head}");
    }
}

#[test]
fn a_centred_heading_like_others_is_no_title() {
    let head = |words: &str| format!("<p align=center><b>{words}</b></p>");
    let [title, first, second] = ["医疗卫生", "※综述※", "※防疫※"].map(head);
    let got = page("未命名文档", "", &format!("{title}{first}<p>{LONG}</p>{second}<p>{OTHER}</p>"));
    assert_eq!(got.title.as_deref(), Some("医疗卫生"));
    assert!(shape(&got).starts_with("【综述】"), "{}", shape(&got));
}

#[test]
fn notes_outside_the_text_belong_to_it() {
    let rows = [
        ("<div class=footnotes><p id=fn1>[1]统计口径不含国有林场2处。</p></div>", "note [1]"),
        ("<div><p><a href=#r name=_ftn1>[1]</a>统计口径不含国有林场2处。</p></div>", "note [1]"),
        ("<ol class=footnotes><li id=fn1>统计口径不含国有林场2处。<a href=#r>↩</a></li></ol>", "note [1]"),
        // A mark that stands nowhere in the text, and a second without a first.
        ("<div><p>[7]统计口径不含国有林场2处。</p></div>", ""),
        ("<div class=hot><p>①统计口径不含国有林场2处。</p></div>", ""),
    ];
    for (below, want) in rows {
        let body = format!(
            "<p>{LONG}</p><p>全年造林1.86万亩<a href=#fn1>[1]</a>，收到提案137件。</p></div>{below}<div>"
        );
        let got = shape(&page("林业", "<h1>林业</h1>", &body));
        assert_eq!(got.split(' ').skip(2).collect::<Vec<_>>().join(" "), want, "{below}");
    }
}

#[test]
fn guessed_authors_are_told() {
    let rows = [
        ("（倪晓燕）", true),
        ("撰稿：倪晓燕", false),
        ("（县妇联供稿）", false),
        ("（县妇联 倪晓燕）", false),
    ];
    for (line, guessed) in rows {
        let got = page("妇联", "<h1>妇联</h1>", &format!("<p>{LONG}</p><p>{line}</p>"));
        assert!(!got.contributors.is_empty(), "{line}");
        assert_eq!(got.notices.iter().any(|n| n.code == "contributor-guessed"), guessed, "{line}");
    }
}

#[test]
fn furniture_below_the_text() {
    for line in
        ["热词搜索：气象 水文", "青岚县史志办公室制作　制作：星光网络", "打赏", "免责声明：", "[查看全文]"]
    {
        let got = page("政法", "<h1>政法</h1>", &format!("<p>{LONG}</p><p>{LONG}</p><p>{line}</p>"));
        assert!(!format!("{:?}", got.sections).contains(line), "{line}");
    }
}
