//! The printing fonts, and shaping with them: any script, either direction, whichever font has the characters.

use std::{
    collections::{BTreeSet, HashMap},
    fs, io,
    path::{Path, PathBuf},
};

use krilla::text::Font;
use lakzegel_letter::{LabelStyle, paper};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, FontWeight, Layout, LayoutContext, OverflowWrap,
    StyleProperty, TextWrapMode,
    fontique::{Blob, Collection, CollectionOptions, SourceCache},
};

/// The family whose advance widths `lakzegel_letter` breaks lines with.
const BODY_FAMILY: &str = "Noto Sans";
/// Stands between the lines of a paragraph. It ends a line without ending the paragraph, so that a sentence keeps its direction on the next
/// line.
pub const LINE_END: char = '\u{2028}';

/// Why the fonts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontsError {
    /// A file or the folder could not be read.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The family that letters are set in is not there.
    #[error("{0} has no TrueType font of the family {BODY_FAMILY}; put the printing fonts there")]
    NoBodyFont(PathBuf),
}

/// How a text looks.
#[derive(Clone, Copy)]
pub struct Style {
    /// In points.
    pub size: f32,
    /// How bold.
    pub weight: FontWeight,
}

impl Style {
    pub const BODY: Self = Self { size: paper::FONT_SIZE, weight: FontWeight::NORMAL };
    pub const NAME: Self = Self::of(LabelStyle::Name);
    pub const SMALL: Self = Self::of(LabelStyle::Small);
    pub const MARK: Self = Self::of(LabelStyle::Mark);

    /// The look of a text of the frame.
    pub const fn of(style: LabelStyle) -> Self {
        Self { size: style.size(), weight: if style.is_bold() { FontWeight::BOLD } else { FontWeight::NORMAL } }
    }
}

/// The printing fonts, read once, and what shaping with them needs.
pub struct Printer {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    families: FontFamily<'static>,
    /// The fonts as the PDF has them, by the font data's id and the place in its file.
    pub(super) embedded: HashMap<(u64, u32), Font>,
}

impl Printer {
    /// Reads every TrueType and OpenType file in `dir`. Fonts of the system are not used, so that every office prints the same.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or the family that letters are set in is not there.
    pub fn load(dir: &Path) -> Result<Self, FontsError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |error| FontsError::File { path, error }
        };
        let mut paths = Vec::new();
        for entry in fs::read_dir(dir).map_err(at(dir))? {
            let path = entry.map_err(at(dir))?.path();
            if path.extension().is_some_and(|extension| extension == "ttf" || extension == "otf") {
                paths.push(path);
            }
        }
        paths.sort();
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut names = BTreeSet::new();
        for path in &paths {
            let bytes = fs::read(path).map_err(at(path))?;
            for (family, _) in collection.register_fonts(Blob::from(bytes), None) {
                names.extend(collection.family_name(family).map(str::to_owned));
            }
        }
        if !names.remove(BODY_FAMILY) {
            return Err(FontsError::NoBodyFont(dir.to_owned()));
        }
        // Scripts before pictures: an emoji font also has digits.
        let (pictures, scripts): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name.contains("Emoji"));
        let order = [BODY_FAMILY.to_owned()].into_iter().chain(scripts).chain(pictures);
        let families: Vec<_> = order.map(|name| FontFamilyName::Named(name.into())).collect();
        Ok(Self {
            fonts: FontContext { collection, source_cache: SourceCache::default() },
            layouts: LayoutContext::new(),
            families: FontFamily::List(families.into()),
            embedded: HashMap::new(),
        })
    }

    /// Makes the printer fit for use after a panic while it laid out a text.
    pub(super) fn recover(&mut self) {
        self.layouts = LayoutContext::new();
    }

    /// Shapes a text. `width` is in points; without it, lines break only at [`LINE_END`]s.
    pub(super) fn lay_out(&mut self, text: &str, style: Style, width: Option<f32>) -> Layout<()> {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(self.families.clone()));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::FontWeight(style.weight));
        if width.is_none() {
            builder.push_default(StyleProperty::TextWrapMode(TextWrapMode::NoWrap));
        } else {
            builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width.unwrap_or(paper::LINE_WIDTH)));
        let alignment = if width.is_none() { Alignment::Start } else { Alignment::Left };
        layout.align(alignment, AlignmentOptions::default());
        layout
    }
}
