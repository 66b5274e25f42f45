//! Names the rules: why a line is no content, and how a field was found. A rule has its name here and nowhere else.

/// A row a rule: what it says, its name, its public word. Several rules may share a word.
macro_rules! rules {
    ($($(#[$says:meta])* $rule:ident = $word:literal,)*) => {
        /// Why a line, or the end of one, is no content.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            /// The page does not show it; the document says why not.
            Hidden(&'static str),
            $($(#[$says])* $rule,)*
        }

        impl Rule {
            /// All of them, but for what the document says of hidden lines.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule,)*];

            /// Its own name, which no other rule has.
            pub fn name(self) -> &'static str {
                match self {
                    Rule::Hidden(_) => "Hidden",
                    $(Rule::$rule => stringify!($rule),)*
                }
            }

            /// The public word for it, in kebab-case.
            pub fn reason(self) -> &'static str {
                match self {
                    Rule::Hidden(why) => why,
                    $(Rule::$rule => $word,)*
                }
            }
        }
    };
}

rules! {
    /// It stands outside the element that holds the text.
    Outside = "outside",
    /// A selector of the profile drops it.
    Profile = "profile",
    /// The class or the name of its element is that of furniture.
    Class = "class",
    /// A picture far from the text, or one whose name is that of an ornament.
    Icon = "icon",
    /// A table of labels and values above the text: 索引号, 发布机构, 成文日期.
    KeyValueTable = "key-value-table",
    /// It says the title once more.
    TitleAgain = "title",
    /// Nothing but words of furniture and figures, or a beginning like furniture: 【打印】 【关闭】, 上一篇：….
    Words = "furniture",
    /// It offers files for download.
    Attachment = "attachment",
    /// It names the book that the text is from: ——摘自《通州年鉴2014》.
    Book = "book-line",
    /// Nearly all of it is links.
    Links = "links",
    /// It tells below the text who runs the site.
    Footer = "furniture",
    /// The figure that a page sets beside each heading as an ornament: 01, PART 2.
    HeadingFigure = "ornament",
    /// The number of a printed page: —186—, or 186 where the next is 187.
    PageNumber = "furniture",
    /// Labels of a date line around the text: 来源：… 发布时间：….
    Labels = "date-line",
    /// Below the text a label of no use: 某某办公室 技术支持：某某公司.
    LabelBelow = "furniture",
    /// Above the text a date and little else.
    BareDate = "date-line",
    /// One or two marks, or a rule drawn with more.
    LoneMark = "furniture",
    /// The date line was read from it.
    DateLine = "date-line",
    /// The breadcrumb was read from it.
    Breadcrumb = "breadcrumb",
    /// The title was read from it.
    Title = "title",
    /// A summary that the text repeats: 导读：….
    Abstract = "abstract",
    /// A few words in mid-text that head nothing but links, or nothing that was kept: 相关阅读.
    HeadsLinks = "related",
    /// The link to the rest that a line ends in: 【详细】.
    MoreLink = "more-link",
    /// The link at the end of a note that leads back into the text: ↩.
    BackLink = "more-link",
    /// It stands at the top of each printed page, beside the page's number: the name of the book, of the chapter.
    RunningHead = "furniture",
    /// It stands before the title.
    BeforeTitle = "before-title",
    /// It stands behind the words that begin what the site offers next: 相关新闻.
    Related = "related",
    /// A disclaimer at the end.
    Disclaimer = "disclaimer",
    /// Who signs, in a line at the end: （倪晓燕）, 撰稿：….
    SignedLine = "signature",
    /// Who signs, behind a box or in the brackets of a heading: □ 童 军.
    SignedClosing = "signature",
    /// Who signs, behind the last sentence.
    SignedTail = "signature",
    /// Who signs, above the text.
    SignedHead = "signature",
    /// Who signs, below the element of the text: [责任编辑：俞琤].
    SignedBehind = "signature",
    /// Who signs, in the cell beside a label.
    SignedBeside = "signature",
    /// The origin in brackets behind the last sentence: （来源：区党史办）.
    SourceTail = "source",
    /// Plain lines at the top of a text without markup: the title among them.
    OpeningTitle = "title",
    /// The lines above that title: the book, its parts.
    OpeningBook = "book-line",
}

impl Rule {
    /// Whether it may take the place of another that has dropped a line before. A line that something was
    /// read from says so, wherever it stands; the other rules speak of lines that nobody has dropped.
    pub(super) fn overrules(self, other: Rule) -> bool {
        let reads = matches!(
            self,
            Rule::DateLine | Rule::Breadcrumb | Rule::Title | Rule::SignedBehind | Rule::SignedBeside
        );
        reads && self != other
    }
}

/// The value of a field, and what is known of how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<T> {
    /// The value.
    pub value: T,
    /// What found it: `h1`, `date-line`, `meta pubdate`.
    pub rule: String,
    /// Whether the page does not confirm it; the record then says so in a notice.
    pub guessed: bool,
}

impl<T> Known<T> {
    /// A value that the page states.
    pub fn stated(value: T, rule: impl Into<String>) -> Self {
        Known { value, rule: rule.into(), guessed: false }
    }

    /// A value that is likely and no more.
    pub fn guessed(value: T, rule: impl Into<String>) -> Self {
        Known { value, rule: rule.into(), guessed: true }
    }
}
