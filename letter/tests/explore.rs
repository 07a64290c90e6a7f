mod common;
use common::shaper::Shaper;
#[test]
fn explore() {
    let mut s = Shaper::load();
    for t in ["a", "ab", "W", "\t", "ب", "بب", "ببب", "\u{200d}ب\u{200d}", "ب\u{200d}", "\u{200d}ب", "क", "क्ष", "कि", "한", "\u{0b95}", "😀", "👨‍👩‍👧", "1\u{fe0f}\u{20e3}", "🇳🇱", "❤", "❤\u{fe0f}", "e\u{301}", "e\u{483}","W\u{591}", "\u{301}", "x\u{3000}", "x  ", "\u{200b}", "\u{ad}", "\u{e000}", "\u{10ffff}", "𝐀", "\u{FDFD}", "\u{7f}", "x\u{301}\u{591}\u{64b}", "0", "a\u{2003}b", "a\u{2003}", "a\u{a0}", "ก", "กำ", "เก้"] {
        println!("{t:?} {}", s.width(t));
    }
    println!("{:?} {:?} {:?}", s.widths("a\u{2028}"), s.widths(""), s.widths("\u{2028}b"));
}
#[test]
fn dump() {
    use std::fmt::Write as _;
    let mut s = Shaper::load();
    let mut out = String::new();
    let blocks: Vec<char> = (0x20..0x7f).chain(0xa0..0x590).chain(0x1e00..0x2028).chain(0x202f..0x2060).chain(0x20a0..0x20d0).chain(0x2100..0x2300).filter_map(char::from_u32).collect();
    let others: Vec<char> = (0x590..0x780).chain(0x900..0x980).chain(0xe00..0xe80).chain(0x2460..0x2600).chain(0xfb00..0xfb50).filter_map(char::from_u32).collect();
    for c in blocks.iter().chain(&others) {
        let z = "\u{200d}";
        let v = [s.width(&format!("{c}.")) , s.width(&format!("{c}{z}.")), s.width(&format!("{z}{c}.")), s.width(&format!("{z}{c}{z}."))];
        let d = s.width(".");
        writeln!(out, "W {:x} {} {} {} {}", *c as u32, v[0] - d, v[1] - d, v[2] - d, v[3] - d).unwrap();
    }
    let single: Vec<f32> = blocks.iter().map(|c| s.width(&format!("{c}"))).collect();
    for (i, a) in blocks.iter().enumerate() {
        let line: String = blocks.iter().map(|b| format!("{a}{b}\u{2028}")).collect();
        let w = s.widths(&line);
        assert_eq!(w.len(), blocks.len() + 1);
        for (j, b) in blocks.iter().enumerate() {
            let k = w[j] - single[i] - single[j];
            if k > 0.5 { writeln!(out, "K {:x} {:x} {}", *a as u32, *b as u32, k.ceil()).unwrap(); }
        }
    }
    std::fs::write("/tmp/dump.txt", out).unwrap();
}
