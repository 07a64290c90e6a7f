//! What the system is asked at the start of the program, so that nothing of the office's gets out by the way: files for their owner only,
//! no memory on disk, none for other programs. And what is left on the stack.

use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, setrlimit, umask},
};
use zeroize::Zeroize as _;

/// What opening a letter leaves on the stack lies within this many bytes. With our own code unoptimised it takes some 100 KB.
const STACK: usize = 512 * 1024;

/// Closes the program off: what it makes can be read and written by its own user only, a crash writes no memory to disk, and no other
/// program of this user may look into its memory. Programs that it starts make their files so, too.
///
/// # Errors
///
/// The system's.
pub fn close_off() -> std::io::Result<()> {
    umask(Mode::RWXG | Mode::RWXO);
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Overwrites the stack below the caller: what functions that it has called left there, secrets among it.
#[inline(never)]
pub fn wipe_stack() {
    let mut room = [0_u8; STACK];
    // Keeps the compiler from leaving the room out.
    std::hint::black_box(&mut room).zeroize();
}
