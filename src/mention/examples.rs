//! Reads the example of every row of the tables, and rows of docs/mentions.md in further words.

use crate::data::units::{Row, UnitKind};
use crate::data::{eras, exclude, units, words};
use crate::mention::exclude::left_out::without;
use crate::mention::{Context, Kind, Mention, find_mentions};

fn found(text: &str) -> Vec<Mention> {
    find_mentions(text, &Context { coverage_year: Some(2013), ..Context::default() })
}

#[test]
fn every_unit_is_read_in_its_example() {
    for Row { word, unit, example, .. } in units::ROWS {
        let kind = match unit.kind {
            UnitKind::Count | UnitKind::Noun => Kind::Count,
            UnitKind::Measure => Kind::Measure,
            UnitKind::Duration => Kind::Duration,
            UnitKind::Age => Kind::Age,
            UnitKind::Ratio => Kind::Ratio,
            UnitKind::Money => Kind::Money,
        };
        let mentions = found(example);
        let [only] = mentions.as_slice() else {
            panic!("{word}: one mention in {example}, found {mentions:?}")
        };
        assert_eq!((only.kind, only.end), (kind, example.chars().count()), "{word}");
        assert!(kind == Kind::Duration || only.unit.as_deref() == Some(unit.code), "{word}: {only:?}");
    }
}

#[test]
fn no_classifier_counts_where_its_guard_holds() {
    let mut texts = 0;
    for Row { word, guarded, .. } in units::ROWS {
        for text in *guarded {
            texts += 1;
            assert!(text.contains(word), "{word}: {text} lacks it");
            let counted =
                found(text).into_iter().find(|m| m.kind == Kind::Count && m.unit.as_deref() == Some(*word));
            assert_eq!(counted, None, "{word}: {text}");
        }
    }
    assert!(texts > 40, "only {texts} texts: are the guards read?");
}

#[test]
fn every_word_belongs_to_the_mention_in_its_example() {
    for (table, word, example) in words::EXAMPLES {
        let folded = |s: &str| s.replace('（', "(").replace('）', ")");
        let mentions = found(example);
        assert!(
            mentions.iter().any(|m| folded(&m.text).contains(word)),
            "{table} {word}: {example} gives {mentions:?}"
        );
    }
}

#[test]
fn every_era_counts_years() {
    for name in eras::ROWS {
        let mentions = found(&format!("{name}元年"));
        assert!(
            mentions.iter().any(|m| m.kind == Kind::Date && m.text.contains(name)),
            "{name}: {mentions:?}"
        );
    }
}

#[test]
fn a_currency_without_a_code_makes_no_money() {
    for (word, example) in units::UNCODED {
        assert!(example.contains(word), "{word}: the example lacks it");
        assert_eq!(found(example), [], "{word}: {example}");
        assert_eq!(found(&format!("折5万元{word}")), [], "{word}");
    }
}

#[test]
fn every_excluded_word_keeps_its_example_right() {
    let mut needless = Vec::new();
    for (word, example) in exclude::EXAMPLES {
        let Some(at) = example.find(word) else { panic!("{word}: the example lacks it") };
        let start = example.get(..at).map_or(0, |before| before.chars().count());
        let end = start + word.chars().count();
        let read = found(example);
        let within = read.iter().find(|m| m.start < end && start < m.end);
        assert_eq!(within, None, "{word}: {example}");
        if without(&[word], || found(example)) == read {
            needless.push(format!("{word}: {example}"));
        }
    }
    assert!(needless.is_empty(), "read alike without their rows:\n{}", needless.join("\n"));
}

#[test]
fn negatives_hold_no_mention() {
    for text in [
        "近年来，近期和日前，平时、目前、今后、长期，多年来，新时期，其间。",
        "每月双周一上午，逢周三，80后、90后，秋后、入冬、汛期、暑期。",
        "建国后，解放前，改革开放以来。",
        "“三八”红旗手，“八一”学校，9·11事件，清宣发〔2013〕12号。",
        "以78:71战胜，电话0000-5201314，地址解放路27号，账号6222000012345678。",
        "“三个创新”“四个一”“360度旋转”，三里屯、106国道、中棉17号、十八大。",
        "数年、多年、多次、若干、各种，（一）摸清底数，一是稳粮。",
        "优秀奖、特等奖、金奖，三等功，第一产业，第一师范。",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn bounds_and_ranges_are_read() {
    for (text, surface, value, max, bound) in [
        ("超千万美元", "超千万美元", "10000000", None, "more_than"),
        ("面积千亩以上的", "千亩以上", "1000", None, "at_least"),
        ("万余元", "万余元", "10000", None, "more_than"),
        ("共3至5万元", "3至5万元", "30000", Some("50000"), "exact"),
        ("三、四十人", "三、四十人", "30", Some("40"), "exact"),
        ("數百人", "數百人", "100", Some("900"), "about"),
        ("約400多戶", "約400多戶", "400", None, "about"),
        ("30万元（含）以上", "30万元（含）以上", "300000", None, "at_least"),
        ("30万元（不含）以上", "30万元（不含）以上", "300000", None, "more_than"),
        ("签约3家", "3家", "3", None, "exact"),
        ("28项超过目标要求", "28项", "28", None, "exact"),
        ("達到７％和8%左右", "７％", "7", None, "exact"),
        ("负3.5亿元", "负3.5亿元", "-350000000", None, "exact"),
        ("364 人", "364 人", "364", None, "exact"),
    ] {
        let mentions = found(text);
        let first = mentions.first().unwrap_or_else(|| panic!("{text}: nothing found"));
        let bound_name =
            serde_json::to_value(first.bound).map(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        assert_eq!(
            (first.text.as_str(), first.value.as_str(), first.max.as_deref(), bound_name.as_deref()),
            (surface, value, max, Some(bound)),
            "{text}"
        );
    }
}

#[test]
fn dates_take_what_they_lack_from_their_context() {
    let mut reading =
        crate::mention::Reading::new(&Context { coverage_year: Some(2013), ..Context::default() });
    let mut values =
        |text: &str| -> Vec<String> { reading.find(text).into_iter().map(|m| m.value).collect() };
    assert_eq!(values("5月3日、7日"), ["2013-05-03", "2013-05-07"]);
    assert_eq!(values("同日开工，次日停工。"), ["2013-05-07", "2013-05-08"]);
    assert_eq!(values("1998年动工，3月停工；次年秋完工。"), ["1998", "1998-03", "1999-23"]);
    assert_eq!(values("6月30日起"), ["2013-06-30/.."]);
    assert_eq!(reading.section(Some("2003年")).len(), 1);
    assert_eq!(
        reading.find("2月8日").first().map(|m| (m.value.clone(), m.basis)),
        Some(("2003-02-08".to_owned(), Some(crate::mention::Basis::Antecedent)))
    );
    reading.section(Some("3月"));
    assert_eq!(reading.find("12日 开工").first().map(|m| m.value.clone()).as_deref(), Some("2003-03-12"));
}

#[test]
fn without_any_year_a_date_is_unresolved() {
    let mentions = find_mentions("1月17日", &Context::default());
    assert_eq!(mentions.first().map(|m| m.value.as_str()), Some("XXXX-01-17"));
}

/// The surfaces, values and units of the mentions of a text: `8.3%=8.3percent`.
fn shown(text: &str, currency: Option<&'static str>) -> String {
    let context =
        Context { coverage_year: Some(2013), currency: currency.map(Into::into), ..Context::default() };
    let show = |m: Mention| {
        let max = m.max.map(|max| format!("..{max}")).unwrap_or_default();
        format!("{}={}{max}{}", m.text, m.value, m.unit.unwrap_or_default())
    };
    find_mentions(text, &context).into_iter().map(show).collect::<Vec<_>>().join(" ")
}

fn all_read(rows: &[(&str, &str)], currency: Option<&'static str>) {
    for (text, expected) in rows {
        assert_eq!(shown(text, currency), *expected, "{text}");
    }
}

#[test]
fn signs_say_on_which_side_of_nought_a_number_lies() {
    all_read(
        &[
            ("同比+8.3%", "+8.3%=8.3percent"),
            ("（＋12.5％）", "＋12.5％=12.5percent"),
            ("净利润＋2.3亿元", "＋2.3亿元=230000000CNY"),
            ("气温比常年＋0.7℃", "＋0.7℃=0.7Cel"),
            ("从业人员+126人", "126人=126人"),
            ("100元+50元", "100元=100CNY 50元=50CNY"),
            ("实行2+2项", ""),
            ("误差正负5%以内", "5%以内=5percent"),
            ("负5%", "负5%=-5percent"),
            ("零下8～12℃", "零下8～12℃=-12..-8Cel"),
            ("零下3至5℃", "零下3至5℃=-5..-3Cel"),
            ("零下三四十℃", "零下三四十℃=-40..-30Cel"),
            ("零下10℃～零下15℃", "零下10℃～零下15℃=-15..-10Cel"),
            ("-12.6～-8.3℃", "-12.6～-8.3℃=-12.6..-8.3Cel"),
            ("-8～12℃", "-8～12℃=-8..12Cel"),
            ("零下8℃至12℃", "零下8℃至12℃=-8..12Cel"),
        ],
        None,
    );
}

#[test]
fn years_of_few_digits_and_clock_times_are_no_lengths() {
    all_read(
        &[
            ("公元581—618年", "公元581—618年=0581/0618"),
            ("公元25—220年", "公元25—220年=0025/0220"),
            ("公元618年至907年", "公元618年至907年=0618/0907"),
            ("公元618至907年", "公元618至907年=0618/0907"),
            ("公元1279至1368年", "公元1279至1368年=1279/1368"),
            ("581—618年", "581—618年=P581Y..P618Y"),
            ("5月12日14时28分04秒", "5月12日14时28分04秒=2013-05-12"),
            ("10月15日9时0分0秒", "10月15日9时0分0秒=2013-10-15"),
            ("7时58分31秒发射", ""),
            ("凌晨3时28分53.8秒", ""),
            ("飞行11分24秒后入轨", "11分24秒=PT11M24S"),
        ],
        None,
    );
}

#[test]
fn what_recurs_is_no_date() {
    all_read(
        &[
            ("防火期为每年11月1日至次年4月30日", ""),
            ("每年3月至5月巡护", ""),
            ("每年1月15日至2月20日", ""),
            ("每年的3月", ""),
            ("每两年一次体检，每三年一次轮训", "两年=P2Y 一次=1次 三年=P3Y 一次=1次"),
            ("3月至5月", "3月至5月=2013-03/2013-05"),
            ("逢三六九集，一四七场", ""),
            ("共36集，演出12场", "36集=36集 12场=12场"),
        ],
        None,
    );
}

#[test]
fn numerals_of_taiwan_are_read_whole() {
    all_read(
        &[
            ("滿意度9成2", "9成2=92percent"),
            ("8成5以上", "8成5以上=85percent"),
            ("近3成5", "近3成5=35percent"),
            ("占3成5人参加", "3成=30percent 5人=5人"),
            ("11萬0,326人", "11萬0,326人=110326人"),
            ("3億0,450萬元", "3億0,450萬元=304500000TWD"),
            ("2萬0,050公噸", "2萬0,050公噸=20050t"),
            ("104年元月", "104年元月=2015-01"),
            ("104年1至6月", "104年1至6月=2015-01/2015-06"),
            ("104年第3季營收", "104年第3季=2015-07/2015-09"),
            ("自104年起", "自104年起=2015/.."),
            ("自104年以來", "自104年以來=2015/.."),
            ("104年以來", "104年以來=2015/.."),
            ("成立104年以來，歷時104年，20年以來", "104年=P104Y 104年=P104Y 20年=P20Y"),
        ],
        Some("TWD"),
    );
}

#[test]
fn names_with_numbers_are_no_counts() {
    all_read(
        &[
            ("SO2年均浓度，NO2月均，BOD5年均值，CO2排放", ""),
            ("通过ISO2000项", "2000项=2000项"),
            ("八二五团驻县城，新五师三团溃散", ""),
            ("派出三个团，文工团3个", "三个=3个 3个=3个"),
            ("光明村六组王某，民主村8组", ""),
            ("东街2组、3组，新民街3单元", ""),
            ("东风大队四队", ""),
            ("分3组，共8组，12队参赛，全村8组", "3组=3组 8组=8组 12队=12队 8组=8组"),
            ("15村3组", "15村=15村 3组=3组"),
            ("郑麦7698种植，扬麦158种子，三七种植", ""),
            ("植物12种，保护12种植物", "12种=12种 12种=12种"),
            ("12处级干部，6处方权", ""),
            ("12处隐患", "12处=12处"),
            ("二等奖学金", ""),
            ("二等奖3名", "二等奖=2等奖 3名=3名"),
            ("时年二十出头，六十挂零", ""),
            ("四道街，五峰县，四轮拖拉机，两轮摩托车，四缸柴油机", ""),
            ("谈判四轮", "四轮=4轮"),
        ],
        None,
    );
}

#[test]
fn a_word_at_the_peak_bounds_nothing() {
    all_read(
        &[
            ("最多一天接诊320人", "320人=320人"),
            ("单日最多一人献血400毫升", "400毫升=400mL"),
            ("每人最多一次", "最多一次=1次"),
            ("最多3名", "最多3名=3名"),
        ],
        None,
    );
}

#[test]
fn sums_and_shares_take_the_whole_word() {
    all_read(
        &[
            ("市、县（区）两级", "两级=2级"),
            ("区、街道（镇）、社区（村）三级", "三级=3级"),
            ("市级、县级（区）两级", "两级=2级"),
            ("移送2案5人，36村委会", "2案=2案 5人=5人 36村委会=36村委会"),
            ("回落1.1个点，0.5个千分点", "1.1个点=1.1percentage_point 0.5个千分点=0.5permille"),
            ("户均1.5个", "1.5个=1.5个"),
            ("体温39度，酒度38度", "39度=39Cel"),
            ("最高温度38度，最低3度", "38度=38Cel 3度=3Cel"),
            ("二季度初，三季度末", "二季度初=2013-04 三季度末=2013-09"),
        ],
        None,
    );
    for (text, per) in [("每半月一次", "半月"), ("每台斤18元", "台斤"), ("次均费用300元", "次")]
    {
        let mentions = found(text);
        assert_eq!(mentions.last().and_then(|m| m.per.as_deref()), Some(per), "{text}: {mentions:?}");
    }
    for text in ["每隔5米栽1株", "三次均获500元"] {
        assert_eq!(found(text).last().map(|m| m.per.clone()), Some(None), "{text}");
    }
}
