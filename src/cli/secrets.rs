//! What is left out where a refused command line is repeated.

/// A word of the command line; where it is or holds a URL, without its password. What could be a piece of one
/// goes too: this word was refused, so nobody knows how it is to be read.
pub fn without_password(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else { return word.to_owned() };
    let (login, rest) = rest.rsplit_once('@').unwrap_or(("", rest));
    if login.contains(['/', '?', '#']) {
        return format!("{scheme}://…");
    }
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let user = login.split(':').next().unwrap_or_default();
    let plain = !user.is_empty() && user.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~%-".contains(&b));
    let user = if plain { format!("{user}@") } else { String::new() };
    let kept: Vec<&str> = query.split('&').filter(|pair| harmless(pair)).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{scheme}://{user}{place}{mark}{}", kept.join("&"))
}

/// A piece of a query that cannot hold a piece of a password.
fn harmless(pair: &str) -> bool {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let path = |value: &str| value.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~%-/".contains(&b));
    match key {
        "db" => !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()),
        _ => key.starts_with("ssl_") && path(key) && path(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_piece_of_a_password_is_repeated(
            before in "[!-~ ]{0,5}",
            after in "[!-~ ]{0,5}",
            glue in "(|-u|--url=|x)",
            end in "(h|h:6379|\\[::1\\]|)(/[0-9]|)(\\?db=1|)",
        ) {
            // A user and no password has no colon.
            let word = format!("{glue}redis://ops:{before}s3cret{after}@{end}");
            prop_assert!(!without_password(&word).contains("s3cret"), "{}", without_password(&word));
            let word = format!("{glue}redis://{end}?password={before}s3cret{after}");
            prop_assert!(!without_password(&word).contains("s3cret"), "{}", without_password(&word));
        }
    }
}
