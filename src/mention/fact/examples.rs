//! Holds every word of the tables against the example of its table, and further examples.

use crate::data::facts::TABLES;
use crate::mention::{Change, Context, Mention, find_mentions};

fn found(text: &str) -> Vec<Mention> {
    find_mentions(text, &Context { coverage_year: Some(2013), ..Context::default() })
}

fn last(text: &str) -> Option<Mention> {
    found(text).pop()
}

#[test]
fn every_word_does_what_its_table_says() {
    let mut wrong = Vec::new();
    for (table, rows) in TABLES {
        for word in rows.words.split_whitespace() {
            let (text, expected) = (rows.example.replace("{}", word), rows.measured.replace("{}", word));
            let measured = last(&text).and_then(|m| m.measured).map(|phrase| phrase.text);
            if measured.as_deref() != Some(expected.as_str()) {
                wrong.push(format!("{table}: {text} {measured:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} words:\n{}", wrong.len(), wrong.join("\n"));
}

/// The number's words, then what it measures, its change and what it is held against.
type Row = (&'static str, &'static str, &'static str, Option<Change>, &'static str);

fn hold(rows: &[Row]) {
    let mut wrong = Vec::new();
    for &(text, number, measured, change, against) in rows {
        let mentions = found(text);
        let Some(m) = mentions.iter().find(|m| m.text == number) else {
            wrong.push(format!("{text}: {number} is no mention"));
            continue;
        };
        let said = |phrase: &Option<Box<crate::mention::Phrase>>| {
            phrase.as_ref().map(|phrase| phrase.text.clone()).unwrap_or_default()
        };
        if (said(&m.measured).as_str(), m.change, said(&m.against).as_str()) != (measured, change, against) {
            wrong.push(format!("{text} {number}: {} {:?} {}", said(&m.measured), m.change, said(&m.against)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const UP: Option<Change> = Some(Change::Up);
const DOWN: Option<Change> = Some(Change::Down);

#[test]
fn names_stand_behind_the_number() {
    hold(&[
        ("为400多户贫困妇女和“两癌”妇女送去慰问品", "400多户", "贫困妇女和“两癌”妇女", None, ""),
        ("组织20多场女性就业招聘会，", "20多场", "女性就业招聘会", None, ""),
        ("对每家给予5000元的支持发展资金。", "5000元", "支持发展资金", None, ""),
        ("招募100多名具有一定文化素养和爱心的妈妈，", "100多名", "妈妈", None, ""),
        ("有6000人参加。", "6000人", "", None, ""),
        ("获金牌5枚、银牌3枚。", "5枚", "金牌", None, ""),
        ("其中665,447人次为内地旅客，", "665,447人次", "内地旅客", None, ""),
        ("单位工业增加值能耗0.41吨标准煤，", "0.41吨", "单位工业增加值能耗", None, ""),
    ]);
}

#[test]
fn names_stand_before_the_number() {
    hold(&[
        ("全年新培育项目基地8家，", "8家", "项目基地", None, ""),
        ("集团注册资本金6.2亿元，", "6.2亿元", "注册资本金", None, ""),
        ("举办政治理论、专题调研等业务培训30多期，", "30多期", "业务培训", None, ""),
        ("地区生产总值（GDP）120亿元。", "120亿元", "地区生产总值", None, ""),
        ("截至年底，全区巧娘工作室36个，", "36个", "巧娘工作室", None, ""),
        ("送去价值4万元的图书。", "4万元", "价值", None, ""),
        ("公路密度每百平方公里118公里。", "118公里", "公路密度", None, ""),
        ("水利投资完成5.4亿元。", "5.4亿元", "水利投资", None, ""),
        ("河长巡河2.1万次。", "2.1万次", "巡河", None, ""),
        ("每千人口执业（助理）医师1.82人。", "1.82人", "执业（助理）医师", None, ""),
        ("受灾村庄316村。", "316村", "受灾村庄", None, ""),
        ("桥面距水面20米多。", "20米多", "", None, ""),
        ("编纂出版《县志》1部，", "1部", "《县志》", None, ""),
        ("日均处理590吨。", "590吨", "", None, ""),
        ("矿务局原煤产量512万吨。", "512万吨", "原煤产量", None, ""),
        ("清真寺占地面积2860平方米。", "2860平方米", "占地面积", None, ""),
        ("大殿可容纳600人。", "600人", "", None, ""),
        ("其中二等站4个、三等站11个。", "4个", "二等站", None, ""),
        ("档案41.7万卷（件）、资料5.3万册。", "5.3万册", "资料", None, ""),
        ("耕畜入社，计耕牛2460头。", "2460头", "耕牛", None, ""),
        ("有计算机2460台。", "2460台", "计算机", None, ""),
        ("参保总人数达31.7万人。", "31.7万人", "参保总人数", None, ""),
        ("移送司法机关7人。", "7人", "", None, ""),
        ("境内长47.2公里。", "47.2公里", "长", None, ""),
        ("新馆建筑面积1.8万平方米。", "1.8万平方米", "建筑面积", None, ""),
        ("新建110千伏变电站3座、", "3座", "110千伏变电站", None, ""),
        ("配套35千伏线路4.2公里，", "4.2公里", "35千伏线路", None, ""),
        ("关停100头以下养殖户83户，", "83户", "100头以下养殖户", None, ""),
        ("送去5吨大米300袋。", "300袋", "大米", None, ""),
        ("面积12亩鱼塘3口。", "3口", "鱼塘", None, ""),
        ("接收21个单位档案3860卷，", "21个", "单位", None, ""),
        ("接收21个单位档案3860卷，", "3860卷", "档案", None, ""),
        ("全年改造线路86公里。", "86公里", "线路", None, ""),
    ]);
}

#[test]
fn changes_and_shares_say_against_what() {
    hold(&[
        ("财政收入比上年增长8%。", "8%", "财政收入", UP, "上年"),
        ("财政收入比上年增长了8%。", "8%", "财政收入", UP, "上年"),
        ("粮食产量增加了3.2万吨。", "3.2万吨", "粮食产量", UP, ""),
        ("减轻了企业负担1500亿元。", "1500亿元", "企业负担", DOWN, ""),
        ("运输收入5.86亿元，增收3200万元。", "3200万元", "运输收入", UP, ""),
        ("引进人才36人，增收3200万元。", "3200万元", "", UP, ""),
        ("各项贷款余额268亿元，新增31亿元。", "31亿元", "各项贷款余额", UP, ""),
        ("用户8.3万户，比上年新增1.1万户。", "1.1万户", "用户", UP, "上年"),
        ("渔民户均增收3200元。", "3200元", "", UP, ""),
        ("机械化水平达86.4%，高出全省平均5.1个百分点。", "5.1个百分点", "机械化水平", UP, "全省平均"),
        ("举办讲座12场，新增3家。", "3家", "", None, ""),
        ("保障标准由每人每年3800元提高到4200元。", "3800元", "保障标准", None, ""),
        ("保障标准由每人每年3800元提高到4200元。", "4200元", "保障标准", None, ""),
        ("出口额同比下降3.2%。", "3.2%", "出口额", DOWN, "同比"),
        ("降雨量减少120毫米。", "120毫米", "降雨量", DOWN, ""),
        ("与上年同期相比，发病率下降0.4个百分点。", "0.4个百分点", "发病率", DOWN, ""),
        ("上线率61%，高于全市平均水平4.2个百分点。", "4.2个百分点", "上线率", UP, "全市平均水平"),
        ("女职工211名，占全体职工人数的18.2%。", "18.2%", "女职工", None, "全体职工人数"),
        ("高标准农田占六成。", "六成", "高标准农田", None, ""),
        ("贷款余额201亿元，是2010年的3.7倍。", "3.7倍", "贷款余额", None, "2010年"),
        ("普及率由89%提高到96.4%。", "89%", "普及率", None, ""),
        ("普及率由89%提高到96.4%。", "96.4%", "普及率", None, ""),
        ("生产总值增长7.5%，达到326亿元。", "326亿元", "生产总值", None, ""),
        ("新增城镇就业1.2万人。", "1.2万人", "城镇就业", None, ""),
        ("床位新增200张。", "200张", "床位", UP, ""),
        ("减轻企业负担1500多亿元。", "1500多亿元", "企业负担", DOWN, ""),
        ("工业产值有16.6%的增长。", "16.6%", "工业产值", UP, ""),
        ("降雨量、蒸发量分别为820毫米和1300毫米。", "1300毫米", "蒸发量", None, ""),
        ("城乡居民收入分别增长7%和8%。", "8%", "城乡居民收入", UP, ""),
        ("捐款20万元、3万美元。", "3万美元", "捐款", None, ""),
        ("用户12.4万户，整转率96%，较上年增加8400户。", "8400户", "用户", UP, "上年"),
        ("全县有小学36所，学生1080人。1919年增至61所，", "61所", "小学", None, ""),
        ("全县有小学36所、中学2所。1919年增至61所，", "61所", "", None, ""),
    ]);
}

#[test]
fn a_long_text_costs_one_pass() {
    for piece in ["比", "的", "、", "增长8%", "占的8%", "“", "每", "一级", "由8%", "妇女、"] {
        let text = piece.repeat(3000);
        assert!(found(&text).len() <= text.len());
    }
}
