//! Writes numbers and units for people: 1,603,270,000 元, −4.6%, 360 千瓦时.

use super::words::Words;

/// The Chinese names of units whose codes a reader does not know: code, Chinese, English. To add one, add a row.
const UNITS: &[(&str, &str, &str)] = &[
    ("CNY", "元", "yuan"),
    ("USD", "美元", "US dollars"),
    ("EUR", "欧元", "euros"),
    ("GBP", "英镑", "pounds"),
    ("JPY", "日元", "yen"),
    ("HKD", "港元", "Hong Kong dollars"),
    ("MOP", "澳门元", "patacas"),
    ("TWD", "新台币", "New Taiwan dollars"),
    ("KRW", "韩元", "won"),
    ("percent", "%", "%"),
    ("permille", "‰", "‰"),
    ("percentage_point", "个百分点", "percentage points"),
    ("times", "倍", "times"),
    ("fraction", "", ""),
    ("index", "（指数）", "(index)"),
    ("a", "岁", "years"),
    ("t", "吨", "t"),
    ("t.km", "吨公里", "tonne-km"),
    ("kg", "千克", "kg"),
    ("g", "克", "g"),
    ("km", "千米", "km"),
    ("m", "米", "m"),
    ("cm", "厘米", "cm"),
    ("mm", "毫米", "mm"),
    ("m2", "平方米", "m²"),
    ("km2", "平方千米", "km²"),
    ("m3", "立方米", "m³"),
    ("m3/s", "立方米每秒", "m³/s"),
    ("har", "公顷", "ha"),
    ("[mu_cn]", "亩", "mu"),
    ("[jin_cn]", "斤", "jin"),
    ("[li_cn]", "里", "li"),
    ("kg/[mu_cn]", "千克每亩", "kg per mu"),
    ("Cel", "℃", "°C"),
    ("kW", "千瓦", "kW"),
    ("MW", "兆瓦", "MW"),
    ("kV", "千伏", "kV"),
    ("kV.A", "千伏安", "kVA"),
    ("MV.A", "兆伏安", "MVA"),
    ("kW.h", "千瓦时", "kWh"),
    ("L", "升", "L"),
    ("mL", "毫升", "mL"),
    ("dB", "分贝", "dB"),
    ("mg/L", "毫克每升", "mg/L"),
    ("ug/L", "微克每升", "µg/L"),
    ("ug/m3", "微克每立方米", "µg/m³"),
    ("t/a", "吨每年", "t per year"),
    ("km/h", "千米每小时", "km/h"),
];

/// A decimal with its thousands apart and a real minus: `-1234.5` → −1,234.5. What is none stays.
pub(crate) fn grouped(decimal: &str) -> String {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", decimal),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return decimal.to_owned();
    }
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A sum with the thousands of its numbers apart: 18213 / 41236 = 44.2% → 18,213 / 41,236 = 44.2%.
pub(crate) fn grouped_within(sum: &str) -> String {
    let part = |c: char| c.is_ascii_digit() || c == '.';
    let mut out = String::with_capacity(sum.len());
    let mut rest = sum;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let (number, behind) = from.split_at(from.find(|c| !part(c)).unwrap_or(from.len()));
        out.push_str(before);
        // A number that is grouped already, or belongs to a name, stays.
        let apart =
            !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ',') && !behind.starts_with(',');
        let grouped = if apart || behind.starts_with(", ") { grouped(number) } else { number.to_owned() };
        out.push_str(&grouped);
        rest = behind;
    }
    out + rest
}

/// The name of a unit; itself where the table does not have it.
pub(crate) fn unit_name<'u>(unit: &'u str, w: &Words) -> &'u str {
    let row = UNITS.iter().find(|(code, ..)| *code == unit);
    row.map_or(unit, |(_, zh, en)| if w.chinese() { zh } else { en })
}

/// A number with its unit: 500,000 元, 98%.
pub(crate) fn with_unit(decimal: &str, unit: Option<&str>, w: &Words) -> String {
    let number = grouped(decimal);
    match unit.map(|u| unit_name(u, w)) {
        None | Some("") => number,
        Some(name @ ("%" | "‰" | "℃")) => format!("{number}{name}"),
        Some(name) => format!("{number} {name}"),
    }
}

/// A number as people say it, in 万 and 亿 with four places at most: 16.03亿元. English has no such words.
pub(crate) fn in_myriads(decimal: &str, unit: Option<&str>, w: &Words) -> String {
    let size = decimal.parse::<f64>().unwrap_or(0.0).abs();
    let (places, word) = match (w.chinese(), size) {
        (true, 1e8..) => (8, "亿"),
        (true, 1e4..) => (4, "万"),
        _ => return with_unit(decimal, unit, w),
    };
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let Some((high, low)) = whole.len().checked_sub(places).and_then(|at| whole.split_at_checked(at)) else {
        return with_unit(decimal, unit, w);
    };
    let shown: String = low.chars().chain(fraction.chars()).take(4).collect();
    let shown = shown.trim_end_matches('0');
    let point = if shown.is_empty() { "" } else { "." };
    format!("{}{point}{shown}{word}{}", grouped(high), unit.map_or("", |unit| unit_name(unit, w)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Language;

    #[test]
    fn numbers_are_written_for_people() {
        let rows = [
            ("1234567.50", "1,234,567.50"),
            ("-4.6", "−4.6"),
            ("999", "999"),
            ("1/3", "1/3"),
            ("", ""),
            ("-1000", "−1,000"),
        ];
        for (value, expected) in rows {
            assert_eq!(grouped(value), expected);
        }
        let w = Words::of(Language::Chinese);
        assert_eq!(with_unit("500000", Some("CNY"), w), "500,000 元");
        assert_eq!(with_unit("98", Some("percent"), w), "98%");
        assert_eq!(with_unit("400", Some("户"), w), "400 户");
        assert_eq!(with_unit("12", Some("[unknown]"), w), "12 [unknown]");
        assert_eq!(grouped_within("18213 / 41236 = 44.2%"), "18,213 / 41,236 = 44.2%");
        assert_eq!(
            grouped_within("12000.5 + 900 = 12900.5, 3000 more than 9900.5"),
            "12,000.5 + 900 = 12,900.5, 3,000 more than 9,900.5"
        );
        assert_eq!(grouped_within("1,234 + 1 = 1235"), "1,234 + 1 = 1,235");
        assert_eq!(in_myriads("1603270000", Some("CNY"), w), "16.0327亿元");
        assert_eq!(in_myriads("45865000.5", Some("CNY"), w), "4,586.5万元");
        assert_eq!(in_myriads("90200", Some("t"), w), "9.02万吨");
        assert_eq!(in_myriads("800", Some("t"), w), "800 吨");
        assert_eq!(in_myriads("-20000", None, w), "−2万");
        assert_eq!(in_myriads("1603270000", Some("CNY"), Words::of(Language::English)), "1,603,270,000 yuan");
    }
}
