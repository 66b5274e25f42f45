//! Finds the article in a document, strips the chrome and reads title, date line, origin and contributors.

pub use crate::document::Cues;

mod body;
mod clean;
mod dateline;
mod day;
mod files;
mod front;
mod prose;
mod region;
mod shape;
mod sheet;
mod sign;
mod site;
mod title;
mod work;

use crate::data::Profile;
use crate::document::{Document, Kind};
use crate::error::{Notice, Rejection, Skip};
use crate::record::{Attachment, Contributor, Pages, Role, Site, Work};

use sheet::Sheet;

/// An article without its page's furniture. Everything dropped stands in `removed` with its reason.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// The title.
    pub title: Option<String>,
    /// The date line's date as EDTF, to the day.
    pub published: Option<String>,
    /// The date line's date as written.
    pub published_surface: Option<String>,
    /// 来源.
    pub origin: Option<String>,
    /// Who wrote, supplied or edited the text.
    pub contributors: Vec<Contributor>,
    /// The steps of the breadcrumb.
    pub breadcrumb: Vec<String>,
    /// What the page says of its book.
    pub work: Work,
    /// What the footer says of the site.
    pub site: Site,
    /// Files offered for download.
    pub attachments: Vec<Attachment>,
    /// The place of this page among the pages of one article.
    pub pages: Option<Pages>,
    /// The content in reading order.
    pub blocks: Vec<Block>,
    /// What was dropped, and why.
    pub removed: Vec<Removed>,
    /// Which rule found each field and the body: `("title", "h1")`.
    pub rules: Vec<(&'static str, String)>,
    /// What was guessed.
    pub notices: Vec<Notice>,
}

/// One block of content. Its text is final: offsets count in it, nobody rewrites it.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub content: Content,
    /// What speaks for a heading in it.
    pub cues: Cues,
}

/// The content of a block; text has its white space folded and its ends trimmed.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Content {
    Paragraph {
        text: String,
    },
    Item {
        marker: Option<String>,
        text: String,
    },
    Table {
        caption: Option<String>,
        unit_note: Option<String>,
        header_rows: u32,
        rows: Vec<Vec<String>>,
        /// The text as the page has it, each line once, with what stands above as caption and unit note.
        source: Vec<String>,
    },
    Figure {
        uri: String,
        caption: Option<String>,
    },
}

/// A block that was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its text.
    pub text: String,
    /// Why it is no content: a rule's name in kebab-case.
    pub reason: String,
}

/// Reads the article of a page. A page that is no article at all, such as a list of links, is a skip.
pub fn read(document: &Document, _profile: &Profile) -> Result<Article, Rejection> {
    let document = &Sheet::new(document);
    let Some(region) = region::find(document) else { return Err(nothing(document).into()) };
    let title = title::find(document, &region);
    let title_line = title.as_ref().and_then(|t| t.line);
    let mut dated = dateline::read(document, &region, title_line);
    let (breadcrumb, crumb_lines) = files::breadcrumb(document, &region, title_line);
    let mut known: Vec<(usize, &'static str)> = dated.lines.iter().map(|i| (*i, "date-line")).collect();
    known.extend(crumb_lines.into_iter().map(|i| (i, "breadcrumb")));
    let more = title.as_ref().map_or(0, |t| t.more);
    known.extend(title_line.into_iter().flat_map(|i| i..=i + more).map(|i| (i, "title")));
    let clean = clean::judge(document, &region, title.as_ref().map(|t| t.text.as_str()), &known);
    let kept: Vec<usize> =
        (0..document.lines.len()).filter(|i| clean.reasons.get(*i) == Some(&None)).collect();
    if let Some(skip) = links_only(document, &region, &kept) {
        return Err(skip.into());
    }
    let mut article = Article {
        breadcrumb,
        attachments: files::attachments(document, &region),
        pages: files::pages(document, &region),
        blocks: body::blocks(document, &kept, &clean.cuts),
        removed: removed(document, &clean),
        ..Article::default()
    };
    for grid in kept.iter().filter_map(|i| match document.lines.get(*i).map(|l| &l.kind) {
        Some(Kind::Table(grid)) => Some(grid),
        _ => None,
    }) {
        if grid.spans_ignored {
            let message = format!(
                "a table of {} rows spans too many cells, its spans were not followed",
                grid.rows.len()
            );
            article.notices.push(Notice::new("table-spans-ignored", message));
        }
    }
    let joined: u32 = kept.iter().filter_map(|i| document.lines.get(*i)).map(|line| line.joined).sum();
    if joined > 0 {
        let message = format!("{joined} lines, broken as a book prints them, were joined to those before");
        article.notices.push(Notice::new("lines-joined", message));
    }
    article.rules.push(("body", region.rule));
    dated.origin = dated.origin.or(clean.origin.map(|origin| (origin, "signature".to_owned())));
    name(&mut article, title, dated, clean.signed);
    front::read(&mut article);
    article.site = site::read(&article.removed);
    article.work = work::read(&article, document.title.as_deref());
    Ok(article)
}

/// Puts title, date, origin and contributors into the article.
fn name(
    article: &mut Article,
    title: Option<title::Title>,
    dated: dateline::DateLine,
    signed: Vec<Contributor>,
) {
    if let Some(title) = title {
        if title.guessed {
            let message = format!("no line of the page confirms the title, taken from {}", title.rule);
            article.notices.push(Notice::new("title-guessed", message));
        }
        article.rules.push(("title", title.rule));
        article.title = Some(title.text);
    }
    if let Some((edtf, surface, rule)) = dated.date {
        article.rules.push(("published", rule));
        article.published = Some(edtf);
        article.published_surface = Some(surface);
    }
    if let Some((origin, rule)) = dated.origin {
        article.rules.push(("origin", rule));
        article.origin = Some(origin);
    }
    article.contributors = signed;
    // 作者单位 names nobody: it tells more of an author named elsewhere.
    let author = |c: &Contributor| c.role == Role::Contributor && !c.name.is_empty();
    let named = article.contributors.iter().any(author);
    for (label, value) in dated.signed {
        article.contributors.extend(sign::labelled(label, &value).into_iter().filter(|c| !is_clerk(&c.name)));
    }
    if let Some(name) = dated.author.filter(|_| !article.contributors.iter().any(author)) {
        let names = sign::names(&name, Role::Contributor);
        article.contributors.extend(names.into_iter().filter(|c| !is_clerk(&c.name)));
    }
    sign::settle(&mut article.contributors);
    let mut seen: Vec<Contributor> = Vec::new();
    article.contributors.retain(|c| {
        let fresh = !seen.iter().any(|s| s.name == c.name && s.role == c.role);
        seen.push(c.clone());
        fresh
    });
    if !article.contributors.is_empty() {
        article.rules.push(("contributors", if named { "signature" } else { "date-line" }.to_owned()));
    }
}

/// Names that content systems put where a person's should stand.
fn is_clerk(name: &str) -> bool {
    matches!(
        name,
        "管理员"
            | "系统管理员"
            | "admin"
            | "站长"
            | "本站"
            | "佚名"
            | "未知"
            | "网站管理员"
            | "编辑部"
            | "超级管理员"
            | "本站原创"
            | "原创"
    )
}

/// Everything that is not in the blocks, with its reason.
fn removed(document: &Sheet, clean: &clean::Clean) -> Vec<Removed> {
    let mut out = Vec::new();
    for (line, reason) in document.lines.iter().zip(&clean.reasons) {
        let text = match &line.kind {
            Kind::Table(grid) => grid.source.join("\n"),
            _ => line.text.clone(),
        };
        if let Some(reason) = reason
            && !text.is_empty()
        {
            out.push(Removed { text, reason: (*reason).to_owned() });
        }
    }
    let ends = clean.cuts.iter().filter_map(|cut| {
        let text = document.lines.get(cut.line)?.text.get(cut.from..)?.trim();
        Some(Removed { text: text.to_owned(), reason: cut.reason.to_owned() })
    });
    out.extend(ends);
    out
}

/// Why a page without running text gives no record.
fn nothing(document: &Sheet) -> Skip {
    let (mut chars, mut links, mut figures) = (0, 0, 0);
    for line in document.lines.iter().filter(|l| l.hidden.is_none()) {
        chars += line.chars;
        links += line.link_chars;
        figures += u32::from(matches!(line.kind, Kind::Figure(_)));
    }
    match (chars, links * 2 > chars) {
        (0, _) if figures > 0 => {
            Skip::new("image-only", format!("the page holds {figures} pictures and no text"))
        }
        (0, _) => Skip::new("no-text", "the page holds no text"),
        (_, true) => {
            Skip::new("link-list", format!("{links} of the page's {chars} characters stand in links"))
        }
        (_, false) => {
            Skip::new("no-article", format!("none of the page's {chars} characters make running text"))
        }
    }
}

/// A page whose text is a list of links with a sentence or two is no article.
fn links_only(document: &Sheet, region: &region::Region, kept: &[usize]) -> Option<Skip> {
    let prose: f32 = kept.iter().filter_map(|i| region.values.get(*i)).filter(|v| **v > 0.0).sum();
    // Below a title and its date line only what stands in and behind the text counts, not the menus of the site.
    let near = region.first_prose..(region.last_prose + 20).min(document.lines.len());
    let lines = if region.headed { document.lines.get(near) } else { Some(&*document.lines) };
    let shown = lines.into_iter().flatten().filter(|l| l.hidden.is_none());
    let links: u32 = shown.map(|l| l.link_chars).sum();
    let dense = prose < 60.0 && links as f32 > prose * 4.0;
    if kept.is_empty() || dense {
        return Some(Skip::new(
            "link-list",
            format!("{prose} characters of running text beside {links} in links"),
        ));
    }
    None
}

#[cfg(test)]
mod tests {
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
            assert_eq!(
                (names.join("、").as_str(), got.origin.as_deref()),
                (signed, origin),
                "{above}{below}"
            );
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
            let got =
                record("方克勤_某县年鉴", "<h1>方克勤</h1>", &body.replace('L', long)).expect("an article");
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
}
