//! How wide a line comes out in print: parley with the printing fonts, set up as in `screening/src/pdf.rs`.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use parley::{
    FontContext, FontFamily, FontFamilyName, LayoutContext, StyleProperty, TextWrapMode,
    fontique::{Blob, Collection, CollectionOptions, SourceCache},
};

/// The printing fonts, ready to shape with.
pub struct Shaper {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    families: FontFamily<'static>,
}

impl Shaper {
    /// Reads every font in the folder that `LAKZEGEL_FONTS` names, or in the one where `cargo xtask` keeps them.
    pub fn load() -> Self {
        let dir = env::var_os("LAKZEGEL_FONTS")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/fonts"), PathBuf::from);
        let entries = fs::read_dir(&dir)
            .expect("the printing fonts are there: `cargo xtask test` fetches them, LAKZEGEL_FONTS names another folder");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
        paths.sort();
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut names = BTreeSet::new();
        for path in paths {
            let bytes = fs::read(path).expect("the font can be read");
            for (family, _) in collection.register_fonts(Blob::from(bytes), None) {
                names.extend(collection.family_name(family).map(str::to_owned));
            }
        }
        assert!(names.remove("Noto Sans"), "the font that the widths are from is there");
        let (pictures, scripts): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name.contains("Emoji"));
        let order = ["Noto Sans".to_owned()].into_iter().chain(scripts).chain(pictures);
        let families: Vec<_> = order.map(|name| FontFamilyName::Named(name.into())).collect();
        Self {
            fonts: FontContext { collection, source_cache: SourceCache::default() },
            layouts: LayoutContext::new(),
            families: FontFamily::List(families.into()),
        }
    }

    /// How wide a text without line ends comes out, in thousandths of the font size.
    pub fn width(&mut self, text: &str) -> f32 {
        self.widths(text)[0]
    }

    /// How wide each line of a text comes out, in thousandths of the font size.
    pub fn widths(&mut self, text: &str) -> Vec<f32> {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(self.families.clone()));
        builder.push_default(StyleProperty::FontSize(1000.0));
        builder.push_default(StyleProperty::TextWrapMode(TextWrapMode::NoWrap));
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(1e9));
        layout.lines().map(|line| line.metrics().advance - line.metrics().hanging_advance).collect()
    }

    /// Which characters of a text come out as an empty box.
    pub fn missing(&mut self, text: &str) -> BTreeSet<char> {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(self.families.clone()));
        builder.push_default(StyleProperty::TextWrapMode(TextWrapMode::NoWrap));
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(1e9));
        let runs = layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>());
        let clusters = runs.flat_map(|run| run.visual_clusters().collect::<Vec<_>>());
        let boxes = clusters.filter(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0));
        boxes.flat_map(|cluster| text[cluster.text_range()].chars().collect::<Vec<_>>()).collect()
    }
}
