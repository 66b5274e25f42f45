//! How cells look: each format is made once.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The formats.
pub(super) struct Look {
    /// Heads of columns.
    pub head: Format,
    /// Text in one line.
    pub text: Format,
    /// Text in as many lines as it needs.
    pub wrap: Format,
    /// A whole number.
    pub int: Format,
    /// A day.
    pub day: Format,
    /// The title of a sheet.
    pub title: Format,
    /// What is said beside.
    pub quiet: Format,
    /// A way to another sheet.
    pub link: Format,
    /// Cells of a table.
    pub cell: Format,
    /// Heads of a table.
    pub label: Format,
    /// Numbers by the decimals that are printed, by whether thousands are grouped, and by whether they stand in a
    /// table.
    numbers: BTreeMap<(usize, bool, bool), Format>,
    /// Labels by their indent.
    indents: BTreeMap<u8, Format>,
}

impl Look {
    /// Makes all of them.
    pub fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let framed = || top().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00BF_BFBF));
        let mut numbers = BTreeMap::new();
        for decimals in 0..=15 {
            for grouped in [false, true] {
                let whole = if grouped { "#,##0" } else { "0" };
                let code = if decimals == 0 {
                    whole.to_owned()
                } else {
                    format!("{whole}.{}", "0".repeat(decimals))
                };
                numbers.insert((decimals, grouped, false), top().set_num_format(&code));
                numbers.insert((decimals, grouped, true), framed().set_num_format(&code));
            }
        }
        let shade = Color::RGB(0x00EE_EBE3);
        Look {
            head: framed().set_bold().set_background_color(shade).set_text_wrap(),
            text: top(),
            wrap: top().set_text_wrap(),
            int: top().set_num_format("0"),
            day: top().set_num_format("yyyy-mm-dd"),
            title: top().set_bold().set_font_size(14.0),
            quiet: top().set_font_color(Color::RGB(0x0066_6666)),
            link: top().set_font_color(Color::RGB(0x001F_4E9E)),
            cell: framed().set_text_wrap(),
            label: framed().set_bold().set_background_color(shade).set_text_wrap(),
            numbers,
            indents: (0..=15).map(|n| (n, framed().set_text_wrap().set_indent(n))).collect(),
        }
    }

    /// The format of a number.
    pub fn number(&self, decimals: usize, grouped: bool, framed: bool) -> &Format {
        self.numbers.get(&(decimals, grouped, framed)).unwrap_or(&self.text)
    }

    /// The format of a label that is so far indented, in em.
    pub fn indented(&self, em: u32) -> &Format {
        let em = u8::try_from(em).unwrap_or(15).min(15);
        self.indents.get(&em).unwrap_or(&self.cell)
    }
}
