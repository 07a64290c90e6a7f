//! What is printed, as PDF: letters, and sheets of visitor codes. This file is their face.

mod canvas;
mod codes;
mod fonts;
mod letter;

pub use canvas::PrintError;
pub use codes::{PrintedCode, SLIPS, Sheet};
pub use fonts::{FontsError, Printer};
pub use letter::{Print, Printed};
