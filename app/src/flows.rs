//! What is done: logging in, keeping, sealing and sending a letter, ending a visit. No page is known here.

pub mod late;
pub mod login_return;
