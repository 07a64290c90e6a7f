//! What the client needs of the browser, wrapped once: time, requests, events, objects, and the cell that the pages follow.

pub mod clock;
pub mod events;
pub mod js;
pub mod late;
pub mod net;
pub mod signal;
