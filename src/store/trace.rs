//! Commands in words, for `--verbose`: short, few of a kind, and never a password.

/// Commands of one name in a row that are said before the rest is counted.
const OF_A_KIND: usize = 3;
const ARGUMENTS: usize = 12;
const LONGEST: usize = 60;

/// The lines that say a batch as it was encoded for the wire.
pub(super) fn lines(batch: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut name, mut run) = (&b""[..], 0);
    let mut rest = batch;
    while let Some(command) = command(&mut rest) {
        let first = command.first().copied().unwrap_or_default();
        if first != name {
            more(&mut lines, name, run);
            (name, run) = (first, 0);
        }
        run += 1;
        if run <= OF_A_KIND {
            lines.push(say(&command));
        }
    }
    more(&mut lines, name, run);
    lines
}

fn more(lines: &mut Vec<String>, name: &[u8], run: usize) {
    if run > OF_A_KIND {
        lines.push(format!("> … {} more {}", run - OF_A_KIND, String::from_utf8_lossy(name)));
    }
}

fn say(command: &[&[u8]]) -> String {
    let hidden = command.first() == Some(&&b"AUTH"[..]);
    let last = command.len() - 1;
    let mut line = ">".to_owned();
    for (i, word) in command.iter().take(ARGUMENTS).enumerate() {
        line += " ";
        match word {
            // The password is the last word.
            _ if hidden && i == last => line += "***",
            word if word.len() > LONGEST => line += &format!("({} bytes)", word.len()),
            word => line += &String::from_utf8_lossy(word),
        }
    }
    if command.len() > ARGUMENTS {
        line += &format!(" … {} more", command.len() - ARGUMENTS);
    }
    line
}

/// The next command of a batch; never empty.
fn command<'b>(rest: &mut &'b [u8]) -> Option<Vec<&'b [u8]>> {
    let words = header(rest, b'*')?;
    let command: Option<Vec<_>> = (0..words)
        .map(|_| {
            let length = header(rest, b'$')?;
            let (word, after) = rest.split_at_checked(length)?;
            *rest = after.strip_prefix(b"\r\n")?;
            Some(word)
        })
        .collect();
    command.filter(|words| !words.is_empty())
}

fn header(rest: &mut &[u8], mark: u8) -> Option<usize> {
    let end = rest.iter().position(|&b| b == b'\r')?;
    let (line, after) = rest.split_at(end);
    *rest = after.strip_prefix(b"\r\n")?;
    std::str::from_utf8(line.strip_prefix(&[mark])?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::wire::Batch;

    fn said(commands: &[&[&[u8]]]) -> Vec<String> {
        let mut batch = Batch::default();
        for command in commands {
            batch.push(command);
        }
        lines(batch.bytes())
    }

    #[test]
    fn a_password_is_never_said() {
        let lines = said(&[&[b"AUTH", b"ops", b"s3cret"], &[b"AUTH", b"s3cret"], &[b"TIME"]]);
        assert_eq!(lines, ["> AUTH ops ***", "> AUTH ***", "> TIME"]);
    }

    #[test]
    fn many_of_a_kind_are_counted() {
        let mut commands: Vec<&[&[u8]]> = vec![&[b"HMGET", b"rq:job:a", b"status"]; 5];
        commands.push(&[b"TIME"]);
        let get = "> HMGET rq:job:a status";
        assert_eq!(said(&commands), [get, get, get, "> … 2 more HMGET", "> TIME"]);
    }

    #[test]
    fn what_is_long_is_measured() {
        let long = [b'x'; 61];
        let many = [&b"DEL"[..]; 15];
        assert_eq!(said(&[&[b"EVAL", &long, b"\r\n"]]), ["> EVAL (61 bytes) \r\n"]);
        assert_eq!(said(&[&many]), [format!(">{} … 3 more", " DEL".repeat(12))]);
        assert_eq!(said(&[]), [""; 0]);
    }
}
