//! The first sheet: what the workbook is, what its sheets and columns hold, and what the words in them mean.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cell::put_text;
use super::look::Look;
use super::sheet::Shown;
use crate::data::columns::legends;
use crate::record::GENERATOR;

/// Makes the sheet.
pub(super) fn sheet(
    look: &Look,
    shown: &[&Shown],
    records: u64,
    tables: usize,
    remark: Option<&str>,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name("说明")?;
    for (column, width) in [(0, 14), (1, 20), (2, 70), (3, 22)] {
        sheet.set_column_width(column, width)?;
    }
    put_text(&mut sheet, (0, 0), "年鉴记录", &look.title)?;
    let mut row = 1;
    let mut line = |sheet: &mut Worksheet, text: &str| {
        row += 1;
        put_text(sheet, (row - 1, 0), text, &look.text)
    };
    line(
        &mut sheet,
        &format!("{records} 个页面，{tables} 个表格。由 {GENERATOR} 生成；表中没有记录以外的内容。"),
    )?;
    if let Some(remark) = remark {
        line(&mut sheet, &format!("注意：生成这些记录的运行没有完成或已被改动。{remark}"))?;
    }
    line(
        &mut sheet,
        "文字照录为文字，从不作公式计算；数与日期是可计算的数与日期，写法不能原样显示的仍为文字（1/3、007、1900 年及以前的日期）。",
    )?;
    line(&mut sheet, "一格容不下的文字（32,767 字）从末尾截断并注明。把鼠标停在栏名上可见该栏说明。")?;
    row += 1;
    for (column, head) in (0..).zip(["工作表", "栏目", "内容", "CSV 中的栏名"]) {
        put_text(&mut sheet, (row, column), head, &look.head)?;
    }
    row += 1;
    for shown in shown {
        let told = legends().table(shown.table).map_or("", |legend| legend.chinese.as_str());
        put_text(&mut sheet, (row, 0), shown.name, &look.label)?;
        put_text(&mut sheet, (row, 1), "", &look.label)?;
        put_text(&mut sheet, (row, 2), told, &look.label)?;
        put_text(&mut sheet, (row, 3), &format!("{}.csv", shown.table), &look.label)?;
        row += 1;
        for (name, ..) in shown.columns {
            let Some(legend) = legends().column(shown.table, name) else { continue };
            put_text(&mut sheet, (row, 1), &legend.heading, &look.text)?;
            put_text(&mut sheet, (row, 2), &legend.chinese, &look.wrap)?;
            put_text(&mut sheet, (row, 3), name, &look.quiet)?;
            row += 1;
        }
    }
    for (name, told) in
        [("表格目录", "页面上的每个表格，链接到其工作表"), ("表1 …", "页面上的表格，一格一格照录")]
    {
        put_text(&mut sheet, (row, 0), name, &look.label)?;
        put_text(&mut sheet, (row, 1), "", &look.label)?;
        put_text(&mut sheet, (row, 2), told, &look.label)?;
        put_text(&mut sheet, (row, 3), "tables.csv", &look.label)?;
        row += 1;
    }
    row += 1;
    for (column, head) in (0..).zip(["词表", "词", "含义"]) {
        put_text(&mut sheet, (row, column), head, &look.head)?;
    }
    row += 1;
    let mut told: Vec<&str> = Vec::new();
    for shown in shown {
        for (column, ..) in shown.columns {
            if told.contains(column) {
                continue;
            }
            told.push(column);
            let heading = legends().column(shown.table, column).map_or(*column, |l| l.heading.as_str());
            for (i, (word, meaning)) in legends().words(column).enumerate() {
                put_text(&mut sheet, (row, 0), if i == 0 { heading } else { "" }, &look.text)?;
                put_text(&mut sheet, (row, 1), word, &look.text)?;
                put_text(&mut sheet, (row, 2), &meaning.chinese, &look.wrap)?;
                row += 1;
            }
        }
    }
    sheet.set_print_fit_to_pages(1, 0);
    Ok(sheet)
}
