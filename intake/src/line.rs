//! One client's line: what the HTTP library writes goes out within a time, its own refusals get the headers that every answer has, and a line on
//! which the client still sends is closed so that it sees its answer.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep_until, timeout},
};

/// The slowest client that gets all of a long answer, in bytes a second.
const SLOWEST: u64 = 1024;
/// How many bytes of what is not wanted are read when a line is closed.
const UNWANTED_BYTES: usize = 128 * 1024;
/// How long they are read.
const UNWANTED_TIME: Duration = Duration::from_secs(3);
/// How long the head of a refusal by the library can be, in bytes.
const LONGEST_HEAD: usize = 512;

/// A connection, as the HTTP library sees it.
pub struct Line {
    stream: TcpStream,
    patience: Duration,
    headers: Arc<str>,
    /// The library's refusal, with our headers, and how much of it is sent.
    refusal: Option<(Vec<u8>, usize)>,
    late: Option<Late>,
}

/// Since the client did not take what was sent.
struct Late {
    since: Instant,
    taken: u64,
    timer: Pin<Box<Sleep>>,
}

impl Line {
    /// `patience` is how long a client may take nothing of what is sent. `headers` are lines that each end with CR and LF; they are added to what the
    /// library answers by itself, when something is not HTTP.
    pub fn new(stream: TcpStream, patience: Duration, headers: Arc<str>) -> Self {
        Self { stream, patience, headers, refusal: None, late: None }
    }

    /// Whether the library has refused what came as not being HTTP.
    pub const fn was_refused(&self) -> bool {
        self.refusal.is_some()
    }

    /// Reads and forgets what the client still sends, for a while and up to a size. A connection that is closed with unread bytes is reset, and the
    /// client would not see its answer.
    pub async fn linger(&mut self) {
        let all = async {
            let (mut count, mut bytes) = (0, [0; 4096]);
            while count < UNWANTED_BYTES
                && let Ok(length @ 1..) = self.stream.read(&mut bytes).await
            {
                count += length;
            }
        };
        let _in_time = timeout(UNWANTED_TIME, all).await;
    }

    /// Sends the library's refusal with our headers, if there is one.
    fn poll_refusal(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((bytes, sent)) = &mut self.refusal
            && *sent < bytes.len()
        {
            match Pin::new(&mut self.stream).poll_write(context, &bytes[*sent..]) {
                Poll::Ready(length) => *sent += length?,
                Poll::Pending => return self.poll_late(context).map(Err),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// The client takes nothing now. Is ready with an error when it has been so for too long, or when it has taken too little.
    fn poll_late(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        let now = Instant::now();
        let late = self.late.get_or_insert_with(|| Late { since: now, taken: 0, timer: Box::pin(sleep_until(now)) });
        let until = late.since + self.patience + Duration::from_secs(late.taken / SLOWEST);
        if late.timer.deadline() != until {
            late.timer.as_mut().reset(until);
        }
        late.timer.as_mut().poll(context).map(|()| io::ErrorKind::TimedOut.into())
    }
}

/// Where the library's own refusal begins in what it writes. It is the end of all that it writes, a head without a body, and the only head without
/// our policy.
fn refusal_in(bytes: &[u8]) -> Option<usize> {
    if !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let end = bytes.len().saturating_sub(LONGEST_HEAD);
    let at = end + bytes.get(end..)?.windows(9).rposition(|nine| nine.starts_with(b"HTTP/1.") && nine.ends_with(b" "))?;
    let head = std::str::from_utf8(bytes.get(at..)?).ok()?;
    let is_refusal = head.get(9..).is_some_and(|status| status.starts_with('4')) && !head.contains("content-security-policy");
    is_refusal.then_some(at)
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

/// Vectored writing stays off: so the library puts what it writes in one piece, and a head can be seen in it.
impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_refusal(context))?;
        let before = match refusal_in(bytes) {
            Some(0) => {
                let head = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
                self.refusal = Some(([head, self.headers.as_bytes(), b"\r\n"].concat(), 0));
                return Poll::Ready(Ok(bytes.len()));
            }
            Some(before) => before,
            None => bytes.len(),
        };
        match Pin::new(&mut self.stream).poll_write(context, bytes.get(..before).unwrap_or(bytes)) {
            Poll::Ready(Ok(length)) => {
                if let Some(late) = &mut self.late {
                    late.taken += length as u64;
                }
                Poll::Ready(Ok(length))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => self.poll_late(context).map(Err),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(context))?;
        // Everything is taken: the next answer has all of its time.
        self.late = None;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::refusal_in;

    #[test]
    fn only_the_librarys_own_refusal_is_found() {
        let refusal = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(refusal_in(refusal), Some(0));
        let behind = [b"the end of a body\r\n\r\n".as_slice(), refusal].concat();
        assert_eq!(refusal_in(&behind), Some(21));
        for other in [
            b"HTTP/1.1 404 Not Found\r\ncontent-security-policy: x\r\n\r\n".as_slice(),
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"HTTP/1.1 204 No Content\r\n\r\n",
            b"0\r\n\r\n",
            b"\r\n\r\n",
            b"",
        ] {
            assert_eq!(refusal_in(other), None);
        }
    }
}
